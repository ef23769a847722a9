#pragma once

#include "engine/turn.hpp"

// Links that people pause, drain and let go again while all runs on; and links that leave because they are declared no
// more: they finish what no other link takes, then they are gone. Recorded in the link, with who and why.

namespace kaskad::engine {

void handle(turn& turn, const facts::hold_link& command);

// May be chosen for new messages, as far as people say.
bool takes_new(const facts::link& link);
bool is_paused(const facts::link& link);

// It is declared no more.
void begin_leaving(turn& turn, facts::link value);
// Those that left have nothing more to do. Now and then.
void end_leaving(turn& turn);

}  // namespace kaskad::engine
