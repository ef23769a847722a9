#pragma once

#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/money.hpp"
#include "core/reason.hpp"
#include "routing/network.hpp"
#include "routing/policy.hpp"
#include "routing/price_row.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Why an attempt goes over the link it goes over: a plain record that names everything the decision was made from, kept
// with the attempt, so that anyone can later read why.

namespace kaskad::routing {

// verdict none: may carry it. In a finished decision none is the chosen one, `dearer` one that lost by price or, at the
// same price, by wait. Any other verdict is the first filter that refused. price is 0 where there was none (has_price
// says); price_delivered: the share of it that is owed only on delivery.
//
// What was believed of it then, in shares of 10,000: `delivery` that it delivers, `delivery_low` and `delivery_high`
// that at least and at most, in nineteen of twenty cases, `on_time` the share of its deliveries that come in time.
// `samples`: how many attempts with a known end would tell as much; 0 = nothing is known of it but what links beside it
// show. `open`: attempts whose end nobody has told. margin: what a part earns at least, on average (negative: it
// loses). share: with which this decision chose it, in millionths.
struct candidate {
    core::link_id link;
    core::reason verdict = core::reason::none;
    bool has_price = false;
    core::price price;
    uint32_t wait_ms = 0;
    core::price price_delivered{};
    uint16_t delivery = 0;
    uint16_t delivery_low = 0;
    uint16_t on_time = 0;
    uint32_t samples = 0;
    uint32_t open = 0;
    core::price margin{};
    uint32_t share = 0;
    uint16_t delivery_high = 0;

    friend bool operator==(const candidate&, const candidate&) = default;
};

enum class route_outcome : uint8_t {
    refused = 0,  // no link can take it; `reason` says why
    chosen = 1,   // `link` is bound and takes it now
    waits = 2,    // no link that may take it is bound; `link` is the cheapest of them, and takes it when bound again
};

// How the network became known.
enum class network_rule : uint8_t {
    prefix = 0,    // the number plan's longest prefix
    range = 1,     // a range of a national register
    country = 2,   // only the country is known
    ported = 3,    // the table of ported numbers
    learnt = 4,    // a supplier named it in a receipt
    lookup = 5,    // it was asked for
    supplied = 6,  // the client said it
};

// price and version are of the chosen link (0 when refused). candidates: the ranking, chosen first, so the failover
// order; then the links refused by a filter, as they were given.
//
// With which chance the link was chosen is its candidate's `share`; `draw` says which of the draws decided, and `best`
// the link that was best as believed. probe_cost: what a part over the chosen one costs more than over the best, as
// believed; 0 = it is the best. deadline_ms: what counts as in time, 0 = any time. floor: the least delivery asked for,
// in shares of 10,000. sell_price: what the client pays for a part, on delivery only where pays_on_delivery. spent: on
// earlier attempts of the message, for each of its parts. network_utc_ms: of when the rule is that named the network, 0
// = as old as the plan.
struct decision {
    route_outcome outcome = route_outcome::refused;
    core::reason reason = core::reason::none;  // no_network or no_link when refused, link_not_bound when it waits
    core::link_id link;
    core::client_id client;
    core::message_class message_class = core::message_class::transactional;
    uint32_t parts = 0;
    int64_t utc_ms = 0;
    routing::network network;
    std::string prefix;  // the rule of the number plan that named the network
    uint32_t plan_version = 0;
    uint32_t price_version = 0;
    core::price price;  // buy price of one part
    core::currency currency;
    price_scope scope = price_scope::any;
    std::vector<candidate> candidates;
    policy_kind policy = policy_kind::least_cost;
    uint32_t deadline_ms = 0;
    uint16_t floor = 0;
    core::price sell_price;
    bool pays_on_delivery = false;
    core::price spent;
    uint8_t draw = 0;
    core::link_id best;
    core::price probe_cost;
    routing::network_rule network_rule = routing::network_rule::prefix;
    int64_t network_utc_ms = 0;
    bool is_sticky = false;  // it went to this recipient before, and stays
    core::price price_delivered;

    friend bool operator==(const decision&, const decision&) = default;
};

std::string_view to_string(route_outcome value);
std::string_view to_string(network_rule value);

}  // namespace kaskad::routing
