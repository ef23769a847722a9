#pragma once

#include "engine/turn.hpp"

// What clients say of messages that went out, and what is believed of the links by all of it.

namespace kaskad::engine {

// Recorded with the message; the same word again changes nothing, another one is not believed.
void handle(turn& turn, const facts::give_feedback& command);
void handle(turn& turn, const facts::query_routes& command);
// Of links and networks with traffic lately.
void handle(turn& turn, const facts::query_receipt_evidence& command);

}  // namespace kaskad::engine
