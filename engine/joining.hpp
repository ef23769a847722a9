#pragma once

#include "engine/turn.hpp"

#include <optional>

// Texts that clients send in pieces, a submit each. The first piece makes the message, which reserves money for as many
// parts as its header names; the others are added to it. When all are there, or their time is over, the text is read
// out of their octets and goes the way of every other, cut anew by the rules of its link.

namespace kaskad::engine {

// Nothing: the draft, whose addresses, account and piece are filled in, begins a new set. Otherwise what its submit is
// answered.
std::optional<facts::reply> add_piece(turn& turn, const facts::message& draft, const facts::submit_message& command);

// The time for its pieces is over. Puts the draft, which is gone then.
void end_joining(turn& turn, facts::message& draft);

}  // namespace kaskad::engine
