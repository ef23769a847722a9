#pragma once

#include "engine/turn.hpp"

// The money of a look-up: reserved when a client asks, posted with the answer, voided without one; and what its
// provider is owed. The caller puts the record.

namespace kaskad::engine {

// False: the client's balance and limit do not cover it; nothing happened.
bool reserve(turn& turn, facts::lookup& value);
// Nothing where nothing is reserved.
void charge(turn& turn, facts::lookup& value);
void release(turn& turn, facts::lookup& value);

// What its provider takes for the answer. Once: a look-up is answered once.
void accrue(turn& turn, const facts::lookup& value);

}  // namespace kaskad::engine
