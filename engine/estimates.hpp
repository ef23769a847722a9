#pragma once

#include "engine/turn.hpp"

// What is believed of links outlives a restart: saved arm by arm, a minute after it changed, read when the engine
// starts.

namespace kaskad::engine {

// One slice of what is to be saved.
void save_estimates(turn& turn);

// One that cannot be read is another program's, or damaged: that arm begins anew.
void load_estimate(world& memory, const facts::estimate& saved, core::now now);

}  // namespace kaskad::engine
