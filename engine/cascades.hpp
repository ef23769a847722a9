#pragma once

#include "engine/turn.hpp"

#include <expected>
#include <vector>

// Cascades as data: judged before they are kept, saved by name in versions, or brought by a message. One with an error
// can never do what it says and is not taken; one with warnings is, and they are told.

namespace kaskad::engine {

// Everything that is wrong, or questionable, in the order of the steps: looks at the accounts there are.
std::vector<facts::cascade_remark> lint(const turn& turn, const facts::cascade& value);

// By its name, or its steps, which are kept with those of all messages that bring the same.
// Refused: unknown_cascade; invalid_cascade with the first error; store_full.
std::expected<const facts::cascade*, facts::refusal> find_cascade(turn& turn, const facts::submit_message& command);

// One whose steps go in another order, kept with those that came with messages. nullptr: no more can be kept.
const facts::cascade* keep_order(turn& turn, facts::cascade value);

void handle(turn& turn, const facts::put_cascade& command);
void handle(turn& turn, const facts::remove_cascade& command);
void handle(turn& turn, const facts::query_cascades& command);

}  // namespace kaskad::engine
