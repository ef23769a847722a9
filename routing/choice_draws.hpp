#pragma once

#include "routing/choice.hpp"

#include <array>
#include <cstdint>

// The draws that stand for all of chance: quantiles of the standard normal distribution, each once for every option, in
// an order of its own. And how a key becomes one of them.

namespace kaskad::routing {

using choice_draws = std::array<std::array<double, CHOICE_DRAWS>, CHOICE_OPTIONS_MAX>;

// Made once; takes a millisecond.
choice_draws make_choice_draws();

// Spreads the bits of a key. Logged draws hang on it: never another.
uint64_t stirred(uint64_t value);

}  // namespace kaskad::routing
