#include "gateway/fee_schedule.hpp"

#include "billing/contract_start.hpp"
#include "gateway/bill_plan.hpp"

#include <algorithm>

namespace kaskad::gateway {

namespace {

const facts::client* find_own(const facts::client_standings& clients, core::client_id id) {
    const auto found =
        std::ranges::find(clients.rows, id, [](const facts::client_standing& each) { return each.value.id; });
    return found == clients.rows.end() || found->value.parent ? nullptr : &found->value;
}

billing::day_span days_about(uint32_t today) {
    return {today == 0 ? 0 : today - 1, today + 1};
}

}  // namespace

std::vector<facts::order_money> due_fee_orders(const facts::contracts& contracts,
                                               const facts::client_standings& clients,
                                               const billing::calendar& calendar, int64_t utc_ms) {
    std::vector<facts::order_money> orders;
    for (const auto& row : contracts.rows) {
        const auto* client = find_own(clients, row.value.client);
        if (client == nullptr) continue;
        const auto today = calendar.day(client->zone, utc_ms).begin_day;
        const auto terms = billing::held_from(row.value.tariff, row.value.from_day);
        for (const auto& due : billing::fees_due(terms, days_about(today))) {
            orders.push_back(make_fee_order(client->name, due));
            orders.back().by = "contract";
        }
    }
    return orders;
}

}  // namespace kaskad::gateway
