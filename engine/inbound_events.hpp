#pragma once

#include "engine/turn.hpp"
#include "smpp/joined_text.hpp"

#include <vector>

// How a number's owner is told of a text from a handset: one callback, or as many deliver_sm as the account's way of
// long texts needs. Each is an event of its own, with its own repeats: a part that was answered does not go again.

namespace kaskad::engine {

// Nothing where it has no endpoint, or the endpoint does not want such events.
void raise_inbound(turn& turn, const facts::inbound_text& text);

// Instead of the event, which has the whole text in one piece, one for each part it is cut into.
void raise_in_parts(turn& turn, const facts::event& whole);

// What the deliver_sm of this text carry: GSM 7-bit or UCS-2 by its characters, the octets of a binary one as they
// came. Empty: it cannot be written.
std::vector<smpp::text_piece> make_pieces(const facts::inbound_text& text, smpp::split_way split);

}  // namespace kaskad::engine
