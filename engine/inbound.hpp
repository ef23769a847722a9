#pragma once

#include "engine/turn.hpp"

// Texts from handsets: parts are kept until they are whole, in any order and over any bind of the link, or until their
// time or room is up; then the text is recorded, whole or marked incomplete, and its number's owner is told. What came
// before is known by its print. A deliver_sm is answered when what it brought is durable.

namespace kaskad::engine {

void handle(turn& turn, const facts::inbound_received& command);

// Texts whose other parts did not come, and prints that are old.
void expire_inbound(turn& turn);

}  // namespace kaskad::engine
