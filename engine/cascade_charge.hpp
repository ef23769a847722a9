#pragma once

#include "engine/turn.hpp"

#include <cstddef>
#include <optional>

// What a message that went by a cascade costs once it has ended (docs/cascades.md). One message, one charge: the price
// of the step that did what was wanted; else of the dearest that arrived; else, where the client is charged before
// delivery, of the dearest that left, or was taken, and not refused. Or, where that was agreed, of each step that falls
// due by the same rule.

namespace kaskad::engine {

// Nothing: nothing is owed on that level.
std::optional<facts::step_price> owed_for(const turn& turn, const facts::message& value, size_t level,
                                          facts::message_state state);

}  // namespace kaskad::engine
