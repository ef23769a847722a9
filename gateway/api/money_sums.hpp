#pragma once

#include "store/report_reader.hpp"

#include <map>

// Sums of money, each currency for itself. What suppliers are owed for a message is told by the books, not reckoned
// anew. Pure.

namespace kaskad::gateway::api {

using money_sums = std::map<core::currency, core::amount>;

void add(money_sums& to, core::currency currency, core::amount amount);

// What the message costs us by its postings: accruals, less those taken back.
money_sums supplier_cost(const store::told_message& told);

}  // namespace kaskad::gateway::api
