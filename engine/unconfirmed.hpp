#pragma once

#include "engine/turn.hpp"

// Messages whose receipt nobody waits for any longer, by a person's word: they end as they would at the end of their
// time, `unknown`, with the money that follows from it. One command is one message; whoever asks for many shows before
// how many they are and what they come to.

namespace kaskad::engine {

void handle(turn& turn, const facts::end_unconfirmed& command);

}  // namespace kaskad::engine
