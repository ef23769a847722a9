#pragma once

#include "engine/turn.hpp"

// Links, clients, endpoints, prices and the number plan as people declare them: the difference to what stands becomes
// facts. Only declared objects are removed by being left out; they are disabled, for their messages live on.

namespace kaskad::engine {

void handle(turn& turn, const facts::declare& command);
void handle(turn& turn, const facts::query_unmapped& command);

// Tells the shells what stands: after a start.
void publish_all(turn& turn);

}  // namespace kaskad::engine
