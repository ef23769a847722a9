#pragma once

#include "engine/turn.hpp"
#include "routing/route.hpp"

#include <vector>

// The decision for a text of a route test: one link, whatever the client's routing, lists and margin say. What the link
// itself cannot do, or has no price for, still stands.

namespace kaskad::engine {

// Refused where the link may not take it, and where `only` is none.
routing::decision route_over(const turn& turn, const facts::message& value, core::link_id only,
                             std::vector<core::link_id> tried);

// The link of the message's test; none when the test is not kept any more.
core::link_id link_of_test(const turn& turn, const facts::message& value);

}  // namespace kaskad::engine
