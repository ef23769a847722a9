#pragma once

#include <cstdint>
#include <string_view>

// Numbers and texts stirred into 64 bits: for tables, filters and draws. The same on every machine and in every
// version; not cryptographic.

namespace kaskad::routing {

// The finaliser of SplitMix64: every bit of the input changes half of the output's.
constexpr uint64_t mixed(uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ value >> 27) * 0x94D049BB133111EBULL;
    return value ^ value >> 31;
}

// Puts `next` behind what was stirred before; the order counts.
constexpr uint64_t mixed(uint64_t before, uint64_t next) {
    return mixed(before ^ mixed(next));
}

// FNV-1a over the octets, then stirred.
constexpr uint64_t mixed(uint64_t before, std::string_view text) {
    uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char octet : text)
        hash = (hash ^ static_cast<uint8_t>(octet)) * 0x100000001B3ULL;
    return mixed(before, hash);
}

// A number of [0, 1) that follows from the key alone.
constexpr double draw_of(uint64_t key) {
    return static_cast<double>(mixed(key) >> 11) * 0x1.0p-53;
}

}  // namespace kaskad::routing
