#pragma once

#include "engine/turn.hpp"

// What is due. A timer that fires is a hint: it re-reads the message and does what the message needs now.

namespace kaskad::engine {

// Handles messages whose time has come, until the turn is long.
void fire_due(turn& turn);

// What has no attempt yet gets its first, now. Puts the draft, which is gone then.
void start_message(turn& turn, facts::message& draft);

}  // namespace kaskad::engine
