#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

// Chance that a seed decides (SplitMix64): equal on every machine and library. Each actor gets a branch of its own, so
// that what one draws does not shift what another gets.

namespace kaskad::simulation {

class chance {
  public:
    explicit chance(uint64_t seed) : state_{seed} {}

    uint64_t draw() {
        state_ += 0x9E3779B97F4A7C15ULL;
        uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
        return mixed ^ (mixed >> 31);
    }

    // In [0, count).
    size_t below(size_t count) { return draw() % count; }
    // Both ends included.
    int64_t between(int64_t from, int64_t to) { return from + static_cast<int64_t>(below(to - from + 1ULL)); }
    bool happens(uint32_t permille) { return below(1'000) < permille; }
    template <typename Range>
    const auto& one_of(const Range& values) {
        return values[below(std::size(values))];
    }

    chance branch(uint64_t name) { return chance{draw() ^ (name * 0xD6E8FEB86659FD93ULL)}; }

  private:
    uint64_t state_;
};

}  // namespace kaskad::simulation
