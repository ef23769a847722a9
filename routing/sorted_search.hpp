#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// The search that look-ups of numbers share.

namespace kaskad::routing {

// How many of the sorted values are not above `last`. Without a branch that depends on the values: numbers asked for
// come in no order, and a guess that is wrong every second time costs more than the steps.
inline size_t count_up_to(std::span<const uint64_t> values, uint64_t last) {
    const uint64_t* from = values.data();
    size_t left = values.size();
    while (left > 1) {
        const size_t half = left / 2;
        from += (from[half - 1] <= last) * half;
        left -= half;
    }
    return static_cast<size_t>(from - values.data()) + (left == 1 && *from <= last);
}

}  // namespace kaskad::routing
