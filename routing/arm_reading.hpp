#pragma once

#include "routing/delay_law.hpp"
#include "routing/delivery_estimate.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// An arm's attempts as they stand at one moment, youngest first, weighed by age; and the statistics of them
// (docs/routing.md): what they tell together, and since when they tell something else than before.

namespace kaskad::routing {

class arm_reading {
  public:
    static constexpr size_t PARTS_MAX = 192;  // a day of an arm has about 130

    // Attempts of about one age. came: the shares of receipts that would have come by it.
    struct part {
        int64_t begin_ms;
        double weight;
        double sent;
        double delivered;
        double failed;
        came_by came;
        bool is_doubted;

        double open() const { return sent - delivered - failed; }
    };

    // Youngest first; those beyond the most are left out.
    void add(const part& next);

    // What is believed. From `start` it is found faster, if that is near; the end is the same.
    delivery_estimate estimate(const delivery_prior& prior, double start) const;

    // Deliveries since a moment that are far from what those before it let expect. surprise: in standard deviations; 0
    // where there is no such moment.
    struct change {
        double surprise = 0;
        int64_t since_ms = 0;
    };
    change find_change() const;

  private:
    std::span<const part> parts() const { return {parts_.data(), count_}; }
    double kept() const;

    std::array<part, PARTS_MAX> parts_;
    size_t count_ = 0;
    double doubted_ = 0;  // attempts in the doubted past
};

}  // namespace kaskad::routing
