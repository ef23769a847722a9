#pragma once

#include "gateway/api/json_writer.hpp"
#include "store/report_reader.hpp"

#include <map>
#include <string_view>

// Sums of money, each currency for itself. What suppliers are owed for a message is told by the books, not reckoned
// anew. Pure.

namespace kaskad::gateway::api {

using money_sums = std::map<core::currency, core::amount>;

void add(money_sums& to, core::currency currency, core::amount amount);

// "name": [{"amount", "currency"}, ...]
void write_sums(json_writer& out, std::string_view name, const money_sums& sums);

// What the message costs us by its postings: accruals, less those taken back.
money_sums supplier_cost(const store::told_message& told);

}  // namespace kaskad::gateway::api
