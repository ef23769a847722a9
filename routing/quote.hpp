#pragma once

#include "core/address.hpp"
#include "core/id.hpp"
#include "core/reason.hpp"
#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"

#include <cstdint>
#include <expected>
#include <string>

// What admission needs to know before it takes a message: the network, and the client's price for a part of it.

namespace kaskad::routing {

struct quote {
    routing::network network;
    std::string prefix;  // the rule that named the network
    uint32_t plan_version = 0;
    priced price;  // of one part
};

// Refused: no_network (no rule of the plan covers the number), then no_price (it has no sell price at that time).
std::expected<quote, core::reason> make_quote(const number_plan& plan, const price_book& prices,
                                              const core::msisdn& recipient, core::client_id client, price_list_id list,
                                              int64_t utc_ms);

}  // namespace kaskad::routing
