#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>

// How far the clock of a file is ahead of ours, by how many rows fall into each quarter of an hour: the shift, from -14
// to +14 hours, at which both counts rise and fall together. One that is not plainly better than all others is no
// answer: then a person must say the zone. A zone whose clocks were set within the file has two shifts and no answer.

namespace kaskad::billing::reconciliation {

inline constexpr int64_t QUARTER_MS = 15 * 60 * 1'000;
inline constexpr int32_t SHIFT_QUARTERS_MAX = 14 * 4;

class quarter_counts {
  public:
    // More than a year of quarters is no period anybody reconciles: what is beyond is not counted.
    static constexpr size_t QUARTERS_MAX = 40'000;

    void add(int64_t time_ms);

    const std::map<int64_t, uint32_t>& by_quarter() const { return counts_; }
    uint32_t at(int64_t quarter) const;

  private:
    std::map<int64_t, uint32_t> counts_;
};

// Minutes that their clock is ahead of UTC, where ours is UTC. The error says what the counts do not tell.
std::expected<int32_t, std::string> find_zone_shift(const quarter_counts& ours, const quarter_counts& theirs);

}  // namespace kaskad::billing::reconciliation
