#pragma once

#include "engine/turn.hpp"

#include <cstddef>

// What a client's endpoint is told of the attempts of a message that goes by a cascade, besides how the message ends.
// Nothing of messages without one, and nothing over SMPP: a receipt there is about the message.

namespace kaskad::engine {

void tell_attempt(turn& turn, const facts::message& value, const facts::attempt& attempt, facts::event_kind kind);
// Those behind the first `before`: that they began, or were skipped.
void tell_attempts(turn& turn, const facts::message& value, size_t before);

}  // namespace kaskad::engine
