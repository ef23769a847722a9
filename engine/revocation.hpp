#pragma once

#include "engine/turn.hpp"

#include <cstdint>

// Taking back what a provider has and has not delivered, where its interface and the step allow it. Whether it worked
// is told afterwards: yes, too late, or not at all.

namespace kaskad::engine {

// Something of the attempt is on the wire, in doubt or taken, and nobody said that it failed.
bool is_on_its_way(const facts::attempt& attempt);

// The provider takes nothing for it after all: once.
void refund(turn& turn, facts::message& draft, facts::attempt& attempt);

// Asks for what that step has on its way; the draft notes that it was asked. False: nothing was.
bool revoke_step(turn& turn, facts::message& draft, uint8_t step);

}  // namespace kaskad::engine
