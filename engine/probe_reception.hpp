#pragma once

#include "engine/turn.hpp"

// What phones of ours forward: an SMS finds the text of a route test that it is, or is a part of.

namespace kaskad::engine {

inline constexpr size_t PROBES_PER_TEXT_MAX = 16;
inline constexpr size_t PROBE_TEXT_OCTETS_MAX = 4'000;
inline constexpr size_t PROBE_SENDER_OCTETS_MAX = 64;

// By the tag in its text; one without (a part of a long text, or a changed one) by what was sent to the number in a
// test that has not ended. The same SMS told twice changes nothing.
void handle(turn& turn, const facts::probe_received& command);

// When its texts left, as far as memory knows.
void note_texts_sent(const turn& turn, facts::route_test& test);

}  // namespace kaskad::engine
