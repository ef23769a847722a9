#pragma once

#include "engine/turn.hpp"

// What left, or may have, without an answer. By class it goes out again - once, marked as a possible duplicate - or
// waits for a receipt to tell.

namespace kaskad::engine {

void handle(turn& turn, const facts::link_down& command);
void handle(turn& turn, const facts::submit_unanswered& command);
void handle(turn& turn, const facts::submit_not_sent& command);

void doubt(turn& turn, const facts::part_ref& ref, std::string why);

// The time to send again has come.
void resend(turn& turn, facts::message& draft);

// Parts of dead epochs that a long turn left over.
bool has_dead_parts(const world& memory);
void doubt_dead_parts(turn& turn);

}  // namespace kaskad::engine
