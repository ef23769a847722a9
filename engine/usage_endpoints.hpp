#pragma once

#include "engine/turn.hpp"

// Endpoints that get each day's usage as CSV instead of events. Which day was taken last is recorded here; whoever
// makes and posts the files asks for what is due and says what was taken.

namespace kaskad::engine {

void handle(turn& turn, const facts::usage_told& command);
void handle(turn& turn, const facts::query_usage_endpoints& command);

}  // namespace kaskad::engine
