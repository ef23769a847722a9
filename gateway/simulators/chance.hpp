#pragma once

#include <cstdint>
#include <string_view>

// Chance that a seed decides: a keyed hash of what is drawn for, never a stream, so that one draw more or less changes
// no other. The same submits in the same order get the same fates.

namespace kaskad::gateway::simulators {

// What is drawn; each gets numbers of its own.
enum class draw : uint64_t {
    outcome = 1,
    error,
    error_code,
    silence,
    response_delay,
    receipt_delay,
    receipt_first,
    receipt_twice,
    receipt_elsewhere,
};

constexpr uint64_t mix(uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ value >> 27) * 0x94D049BB133111EBULL;
    return value ^ value >> 31;
}

// FNV-1a.
constexpr uint64_t hash_of(std::string_view text, uint64_t from = 0xCBF29CE484222325ULL) {
    for (const char each : text)
        from = (from ^ static_cast<uint8_t>(each)) * 0x100000001B3ULL;
    return from;
}

class chance {
  public:
    // `subject`: of the message or submit it is about.
    chance(uint64_t seed, uint64_t subject) : key_{mix(mix(seed) ^ subject)} {}

    // In [0, 1).
    double number(draw what) const {
        return static_cast<double>(mix(key_ ^ mix(static_cast<uint64_t>(what))) >> 11) * 0x1p-53;
    }
    bool happens(draw what, double probability) const { return number(what) < probability; }

  private:
    uint64_t key_;
};

}  // namespace kaskad::gateway::simulators
