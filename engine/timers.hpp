#pragma once

#include "engine/turn.hpp"

#include <string>

// What is due. A timer that fires is a hint: it re-reads the message and does what the message needs now.

namespace kaskad::engine {

// Handles messages whose time has come, until the turn is long.
void fire_due(turn& turn);

// Its time is over: what never left has expired, of what left nobody knows how it ended. Puts the draft.
void give_up(turn& turn, facts::message& draft, std::string words = {});

// What has no attempt yet gets its first, now. Puts the draft, which is gone then.
void start_message(turn& turn, facts::message& draft);

}  // namespace kaskad::engine
