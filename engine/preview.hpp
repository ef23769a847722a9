#pragma once

#include "engine/turn.hpp"

// What would become of a message: its parts, its price and, for operators, its route and why. Changes nothing.

namespace kaskad::engine {

void handle(turn& turn, const facts::preview_message& command);

}  // namespace kaskad::engine
