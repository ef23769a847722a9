#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

// Overlapping ranges of numbers, cut into intervals that do not overlap: each knows the narrowest range that covers it,
// and behind that the wider ones. Built once, looked up in a few steps. Knows numbers as places on a line only; what a
// range says is its owner's business.

namespace kaskad::routing {

// A place on the line: a number's digits with zeros behind up to 15. Ranges are half open: [from, to).
inline constexpr uint64_t NUMBER_PLACES = 1'000'000'000'000'000;
inline constexpr size_t NUMBER_RANGES_OVER_ONE_MAX = 64;

struct number_range {
    uint64_t from = 0;
    uint64_t to = 0;

    uint64_t width() const { return to - from; }
    friend bool operator==(const number_range&, const number_range&) = default;
};

// Two ranges that overlap where neither is narrower; or, with both the same, the last of too many over one place.
struct range_conflict {
    size_t one = 0;
    size_t other = 0;
};

class number_intervals {
  public:
    // What covers a place: a range by its index in what was built, and the step to the next wider one, or NO_STEP.
    struct step {
        uint32_t range = 0;
        uint32_t wider = 0;
    };
    static constexpr uint32_t NO_STEP = ~uint32_t{0};

    number_intervals() = default;

    // ranges: within [0, NUMBER_PLACES), none empty. Refused: two of one width that overlap; more than 64 over a place.
    static std::expected<number_intervals, range_conflict> build(std::span<const number_range> ranges);

    size_t size() const { return starts_.size(); }

    const std::vector<step>& steps() const { return steps_; }
    // The step to the narrowest range over the place, by its index in steps(), or NO_STEP.
    uint32_t find(uint64_t place) const;

  private:
    class sweep;

    // By the first five digits: where in starts_ to look.
    static constexpr size_t HEADS = 100'000;
    static constexpr uint64_t HEAD_WIDTH = NUMBER_PLACES / HEADS;

    std::vector<uint64_t> starts_;    // sorted, the first is 0; an interval ends where the next begins
    std::vector<uint32_t> steps_of_;  // of each interval
    std::vector<uint32_t> heads_;     // how many intervals begin before head x HEAD_WIDTH; empty without any range
    std::vector<step> steps_;
};

}  // namespace kaskad::routing
