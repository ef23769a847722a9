#pragma once

#include "engine/facts/effect.hpp"
#include "engine/turn.hpp"

#include <expected>

// Traffic that nobody should pay for: pumped by strangers through a client's web form, or going round between two
// aggregators. Asked when a message is about to be taken; a refused one costs nothing.

namespace kaskad::engine {

// May put the message off (wake_steady). The draft has its network; nothing of it is reserved.
std::expected<void, facts::refusal> guard_traffic(turn& turn, facts::message& draft, const facts::client& client,
                                                  std::string_view text);

// What goes to a supplier that is a client here too.
void note_for_loops(turn& turn, const facts::message& value, const facts::link& link);

void handle(turn& turn, const facts::allow_traffic& command);

}  // namespace kaskad::engine
