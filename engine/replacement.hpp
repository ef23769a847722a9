#pragma once

#include "engine/turn.hpp"

// A client gives another text to a message of which nothing has left. It is judged, counted, priced and routed as if it
// came now, with the charge of the difference; or it is refused, and the message is as it was.

namespace kaskad::engine {

void handle(turn& turn, const facts::replace_message& command);

}  // namespace kaskad::engine
