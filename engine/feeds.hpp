#pragma once

#include "engine/turn.hpp"

// Endpoints that nobody calls: their events wait in the order they were raised until the client, who fetches them, says
// up to where it has them. At most options::feed_events_max wait; beyond that the oldest are given up, and counted.

namespace kaskad::engine {

bool is_feed(const turn& turn, core::endpoint_id id);
void handle(turn& turn, const facts::confirm_events& command);
// Lets go of some of what was fetched, or is too much.
void let_go(turn& turn, core::endpoint_id id, endpoint_state& state);

}  // namespace kaskad::engine
