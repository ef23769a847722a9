#pragma once

#include "engine/turn.hpp"

#include <optional>
#include <string>

// What left, or may have, without an answer. By class it goes out again - once, marked as a possible duplicate - or
// waits for a receipt to tell.

namespace kaskad::engine {

void handle(turn& turn, const facts::link_down& command);
void handle(turn& turn, const facts::submit_unanswered& command);
void handle(turn& turn, const facts::submit_not_sent& command);

void doubt(turn& turn, const facts::part_ref& ref, std::string why);

// On the wire or in doubt, or it was when its message ended: what the operator says of the submit counts.
bool awaits_answer(const facts::part& part);

// A part of its last attempt is in doubt and goes out again when its time has come.
bool has_part_to_resend(const turn& turn, const facts::message& value);
// It has come.
void resend(turn& turn, facts::message& draft);

// A bound link that was not tried yet.
std::optional<core::link_id> better_link(const turn& turn, const facts::message& value);

// The whole message over another link; the old attempt still listens for its receipt. Puts the draft, unless there is
// no such link.
bool resend_elsewhere(turn& turn, facts::message& draft);

// Parts of dead epochs that a long turn left over.
bool has_dead_parts(const world& memory);
void doubt_dead_parts(turn& turn);

}  // namespace kaskad::engine
