#pragma once

#include "engine/turn.hpp"

// What providers of channels say: answers to what was sent, reports that come later, and what people say or wish over
// their channel. An answer becomes what an operator's response would be, a report what a receipt would be, so that both
// go the same way (responses.hpp, receipts.hpp).

namespace kaskad::engine {

void handle(turn& turn, const facts::channel_answered& command);
void handle(turn& turn, const facts::channel_heard& command);

// After a report: what it teaches of the person, and whether money comes back.
void note_report(turn& turn, const facts::channel_reported& command, const facts::part_ref& ref);

}  // namespace kaskad::engine
