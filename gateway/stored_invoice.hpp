#pragma once

#include "billing/invoice.hpp"

#include <cstdint>
#include <expected>
#include <string>

// One invoice out of the database, as it was issued; the gateway may run beside it or not.

namespace kaskad::store {
class view;
}

namespace kaskad::gateway {

// The error is a sentence: the database cannot be read, or has no such invoice.
std::expected<billing::invoice, std::string> read_invoice(store::view& from, const std::string& seller,
                                                          uint64_t number);

}  // namespace kaskad::gateway
