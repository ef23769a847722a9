#pragma once

#include <cstdint>

// SplitMix64's finalizer: the low bits of ids and numbers are no good shares, and neighbours must not stay together.

namespace kaskad::billing::reconciliation {

constexpr uint64_t mixed(uint64_t value) {
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ value >> 27) * 0x94D049BB133111EBULL;
    return value ^ value >> 31;
}

}  // namespace kaskad::billing::reconciliation
