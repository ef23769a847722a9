#pragma once

#include "core/assert.hpp"

#include <cstdint>

// The one way in which money is rounded: half to even, in 128 bits, so that nothing is lost before it.

namespace kaskad::billing {

// value / by, by above 0.
constexpr __int128 divided_half_even(__int128 value, int64_t by) {
    ASSERT(by > 0);
    auto whole = value / by;
    const auto rest = value % by;
    const auto twice = 2 * (rest < 0 ? -rest : rest);
    if (twice > by || (twice == by && whole % 2 != 0)) whole += rest < 0 ? -1 : 1;
    return whole;
}

}  // namespace kaskad::billing
