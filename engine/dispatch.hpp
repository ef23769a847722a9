#pragma once

#include "engine/turn.hpp"

// From the queues to the wire: a part against a credit, in a durable fact before its PDU leaves.

namespace kaskad::engine {

void handle(turn& turn, const facts::link_bound& command);
void handle(turn& turn, const facts::grant_credits& command);

// Spends the credits of the links that have something to do, until the turn is long.
void dispatch(turn& turn);

}  // namespace kaskad::engine
