#pragma once

#include "engine/turn.hpp"

// Work too large for one command: a recorded job, done in slices behind the waiting commands. Now: handing the queue of
// a link that is down, or was removed, to other links.

namespace kaskad::engine {

void start_reroute(turn& turn, core::link_id link);

// Starts what is due: links without a bind for failover_ms whose messages another link could take.
void watch_links(turn& turn);

// One slice of the oldest job; false when there is none.
bool work_job(turn& turn);

}  // namespace kaskad::engine
