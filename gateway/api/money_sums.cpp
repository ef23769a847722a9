#include "gateway/api/money_sums.hpp"

#include "gateway/api/client_words.hpp"

namespace kaskad::gateway::api {

void add(money_sums& to, core::currency currency, core::amount amount) {
    auto& sum = to[currency];
    sum = sum + amount;
}

void write_sums(json_writer& out, std::string_view name, const money_sums& sums) {
    out.begin_array(name);
    for (const auto& [currency, amount] : sums)
        write_price(out, {}, amount, currency);
    out.end_array();
}

money_sums supplier_cost(const store::told_message& told) {
    money_sums made;
    for (const auto& row : told.postings) {
        for (const auto& line : row.transfers) {
            if (line.side == billing::transfer_side::client || line.message != told.message.id) continue;
            const bool is_taken_back = line.code == billing::posting_code::supplier_accrual_void;
            add(made, line.currency, is_taken_back ? -line.amount : line.amount);
        }
    }
    return made;
}

}  // namespace kaskad::gateway::api
