#pragma once

#include "billing/calendar.hpp"
#include "engine/facts/client_admin.hpp"
#include "engine/facts/contract.hpp"
#include "engine/facts/money_order.hpp"

#include <cstdint>
#include <vector>

// Which fees of contracts fall due about now. Each order has the reference that a month's bill knows it by, so that it
// happens once whoever orders it first. Pure; the gateway asks once an hour.

namespace kaskad::gateway {

// Of clients right below us: what fell due yesterday or falls due today, where the client is billed. Yesterday too, for
// the hour that a restart took around midnight; what is older is ordered with the month's bill.
std::vector<facts::order_money> due_fee_orders(const facts::contracts& contracts,
                                               const facts::client_standings& clients,
                                               const billing::calendar& calendar, int64_t utc_ms);

}  // namespace kaskad::gateway
