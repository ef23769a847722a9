#pragma once

#include "gateway/bank_statement.hpp"

#include <expected>
#include <string_view>

// Reads camt.053 (BankToCustomerStatement of ISO 20022), versions 2 to 13: they differ in where a party's name and an
// entry's state stand, and both places are looked at. What a statement says of its own sums must be so. Pure.

namespace kaskad::gateway {

std::expected<bank_statement, statement_faults> read_camt_statement(std::string_view octets);

}  // namespace kaskad::gateway
