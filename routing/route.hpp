#pragma once

#include "core/address.hpp"
#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/money.hpp"
#include "core/reason.hpp"
#include "routing/candidates.hpp"
#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Chooses the link for one attempt: least cost with failover. The decision is a plain record that names everything it
// was made from, kept with the attempt, so that anyone can later read why.

namespace kaskad::routing {

struct route_request {
    core::msisdn recipient;
    core::client_id client;
    core::message_class message_class = core::message_class::transactional;
    uint32_t parts = 1;
    int64_t utc_ms = 0;
    std::vector<core::link_id> tried;
};

enum class route_outcome : uint8_t {
    refused = 0,  // no link can take it; `reason` says why
    chosen = 1,   // `link` is bound and takes it now
    waits = 2,    // no link that may take it is bound; `link` is the cheapest of them, and takes it when bound again
};

// price and version are of the chosen link (0 when refused). candidates: the ranking, chosen first, so the failover
// order; then the links refused by a filter, as they were given.
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

    friend bool operator==(const decision&, const decision&) = default;
};

// Cheapest of those that pass every filter; at the same price the shorter wait, then the lower id. If none but unbound
// links are left, the cheapest of these waits. Same input, same decision.
decision route(const route_request& request, std::span<const link_snapshot> links, const number_plan& plan,
               const price_book& prices);

std::string_view to_string(route_outcome value);

}  // namespace kaskad::routing
