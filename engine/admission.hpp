#pragma once

#include "engine/turn.hpp"

// Whether a message is taken: the client, the fields, the price, a link, the money - in that order, the first "no"
// wins and changes nothing.

namespace kaskad::engine {

// `known`: idempotency records of this key for item 0 and this item, where there are any.
void handle(turn& turn, const facts::submit_message& command);
void handle(turn& turn, const facts::preview_message& command);
void handle(turn& turn, const facts::query_balance& command);
void handle(turn& turn, const facts::query_barrier& command);

}  // namespace kaskad::engine
