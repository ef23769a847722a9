#pragma once

#include "engine/facts/exchange_rate.hpp"
#include "engine/facts/money_order.hpp"
#include "gateway/api/credentials.hpp"
#include "gateway/api/message_view.hpp"

#include <string>

// Orders of money and exchange rates as JSON. Pure.

namespace kaskad::gateway::api {

// Whose eyes it is for: an operator's, or those of the reseller of this name, who is not told who of us did what.
struct order_reader {
    const credentials& clients;  // for their names
    const link_names& links;     // likewise
    std::string reseller;        // empty = an operator
};

std::string render_ordered(const facts::ordered& value, const order_reader& reader);
// {"orders": [...], "next_before": id or null}
std::string render_orders(const facts::money_orders& value, const order_reader& reader);

// {"rates": [{"date", "base", "quote", "rate", "source", "by", "imported_at"}]}
std::string render_rates(const facts::exchange_rates& value);

}  // namespace kaskad::gateway::api
