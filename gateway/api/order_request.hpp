#pragma once

#include "engine/facts/exchange_rate.hpp"
#include "engine/facts/money_order.hpp"
#include "gateway/api/problem.hpp"

#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

// What requests say of money that a person moves, and of exchange rates. Judges form only. Pure.

namespace kaskad::gateway::api {

inline constexpr size_t RATE_ROWS_MAX = 10'000;

// Who may order: of suppliers a reseller knows nothing.
enum class order_place : uint8_t { ours, reseller };

// {"client" or "supplier", "kind", "amount", "currency", "reason", "reference", "for_day", "invoice": {"seller",
// "number"}}
std::expected<facts::order_money, problem> read_order(std::string_view body, order_place where);

// client=, waiting=true, before=, limit=
std::expected<facts::query_orders, problem> read_order_query(std::string_view query, uint32_t limit,
                                                             uint32_t limit_max);

// {"rows": [{"date", "base", "quote", "rate"}]}
std::expected<std::vector<facts::exchange_rate>, problem> read_rates(std::string_view body);
// The same as CSV with that heading. A bad line is named as "line 3".
std::expected<std::vector<facts::exchange_rate>, problem> read_rates_csv(std::string_view body);

// "dry_run=true": a parameter that is said is true or false; another one is unknown.
struct change_query {
    bool is_dry_run = false;
    bool must_be_new = false;
};
std::expected<change_query, problem> read_change_query(std::string_view query);

}  // namespace kaskad::gateway::api
