#pragma once

#include "billing/invoice.hpp"

#include <string>

// An invoice for programs: CSV as in RFC 4180, UTF-8, with a header. A row a line of the invoice, then one each for the
// net sum, the tax and the gross sum. Money is a decimal with a point and without groups.

namespace kaskad::gateway {

std::string make_invoice_csv(const billing::invoice& value);

}  // namespace kaskad::gateway
