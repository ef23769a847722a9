#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/turn.hpp"

#include <cstdint>
#include <optional>

// The hours in which a step may begin, by the clock on the wall where they hold: in a named zone, where the client is
// billed, or where the recipient is, as far as the number says it. A number that may be in several zones is within them
// when it is in each.

namespace kaskad::engine {

// In milliseconds; 0: it is within them, or they are not meant for the message. Nothing: they never come, for there is
// no moment of the day that is within them in all of the recipient's zones.
std::optional<int64_t> wait_for_hours(const turn& turn, const facts::cascade_step& step, const facts::message& draft);

}  // namespace kaskad::engine
