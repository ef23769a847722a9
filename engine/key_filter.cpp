#include "engine/key_filter.hpp"

#include "core/assert.hpp"

#include <bit>

namespace kaskad::engine {

namespace {

// Two independent halves give all probes (Kirsch and Mitzenmacher, "Less hashing, same performance").
struct halves {
    uint64_t first;
    uint64_t second;
};

halves split(uint64_t hash) {
    const uint64_t mixed = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15ULL;
    return {hash, mixed | 1};
}

}  // namespace

key_filter::key_filter(size_t bits) : mask_{bits - 1}, words_(bits / 64) {
    ASSERT(std::has_single_bit(bits));
    ASSERT(bits >= 64);
}

void key_filter::add(uint64_t hash) {
    const auto [first, second] = split(hash);
    for (int probe = 0; probe < PROBES; ++probe) {
        const auto bit = (first + static_cast<uint64_t>(probe) * second) & mask_;
        words_[bit / 64] |= uint64_t{1} << bit % 64;
    }
}

bool key_filter::may_contain(uint64_t hash) const {
    const auto [first, second] = split(hash);
    for (int probe = 0; probe < PROBES; ++probe) {
        const auto bit = (first + static_cast<uint64_t>(probe) * second) & mask_;
        if ((words_[bit / 64] >> bit % 64 & 1) == 0) return false;
    }
    return true;
}

}  // namespace kaskad::engine
