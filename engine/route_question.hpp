#pragma once

#include "engine/turn.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/network_key.hpp"
#include "routing/route.hpp"

#include <vector>

// What routing is asked for an attempt: the message, what its client's routing and contract say, and the links as they
// are now, with what is believed of each. Looks only.

namespace kaskad::engine {

// What is learnt, and believed, of the link's deliveries of such messages is kept under this key.
routing::arm_key arm_of(core::link_id link, const facts::message& value);

// The network of such an arm: what the estimator calls one is a code or an operator.
routing::network_key network_of(const routing::arm_key& arm);
routing::network_key network_of(const facts::message& value);

// The same in words, as prices know it.
routing::network network_in(const routing::arm_key& arm);

struct route_question {
    routing::route_request request;
    std::vector<routing::link_snapshot> links;
};

// With the client's own policy for the class, else what [engine.class] says. `tried` are left out.
route_question make_route_question(const turn& turn, const facts::message& value, std::vector<core::link_id> tried);

// The client may send over it, as far as it was agreed.
bool is_allowed(const facts::client& client, const facts::link& link);

// The operator works on it now, or will in a moment.
bool is_in_maintenance(const turn& turn, core::link_id link, const facts::message& value);

}  // namespace kaskad::engine
