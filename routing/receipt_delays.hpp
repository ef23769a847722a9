#pragma once

#include "routing/state_octets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// How long positive receipts took, finely: a tenth of a second to three days in steps of an eighth. For comparing the
// shape of one link's receipts with that of others; what the estimator needs is in delay_counts.hpp.

namespace kaskad::routing {

class receipt_delays {
  public:
    static constexpr size_t STEPS = 128;
    // Share that came by the end of each step.
    using curve = std::array<double, STEPS>;

    void note(int64_t delay_ms);
    void add(const receipt_delays& other);

    uint64_t count() const { return count_; }
    // Under a time, as exactly as the steps are; 0 when nothing was noted.
    double share_under(int64_t delay_ms) const;
    // In the two steps side by side that hold most: a quarter of the delay wide.
    double densest_share() const;
    curve cumulated() const;

    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    std::array<uint32_t, STEPS> counts_{};
    uint64_t count_ = 0;
};

// At each step the middle one of the curves, or the mean of the middle two: one that lies does not bend it. Not empty.
receipt_delays::curve median_of(std::span<const receipt_delays::curve> curves);

// Kolmogorov and Smirnov: the greatest distance, 0 to 1.
double distance(const receipt_delays::curve& left, const receipt_delays::curve& right);

}  // namespace kaskad::routing
