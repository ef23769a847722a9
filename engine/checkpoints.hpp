#pragma once

#include "engine/turn.hpp"

#include <cstdint>

// What is known of the health of links and of traffic pumping, kept over a restart: which breakers are open and why,
// which senders are kept off, and what the days of each block of numbers looked like. Octets of routing's, advisory: a
// start without them, or with octets it cannot read, begins with nothing. A part with nothing to say is not written:
// what stands of it from before has run out by then, for blocks and breakers go on saying something until they have.

namespace kaskad::engine {

// Each tick; `before_steady` is when the tick before it was. Links and senders once a minute, the days of numbers every
// ten minutes.
void save_checkpoints(turn& turn, int64_t before_steady);

// At once, as a person's word should not wait for the next turn of its part.
void save_pumping(turn& turn);

// At the start, before anything is decided. What is damaged or of another version is left out.
void load_checkpoint(world& memory, const facts::checkpoint& saved, core::now now);

}  // namespace kaskad::engine
