#pragma once

#include "engine/turn.hpp"

// What operators answer to submit_sm: taken, too fast, later, elsewhere, never.

namespace kaskad::engine {

void handle(turn& turn, const facts::submit_answered& command);

// The delay of a retry is over: back into the queue.
void retry(turn& turn, facts::message& draft);

}  // namespace kaskad::engine
