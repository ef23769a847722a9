#pragma once

#include "net/zone.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// Where days begin in a zone of the world. A day whose midnight is left out begins when the clocks were set.

namespace kaskad::gateway::api {

class local_days {
  public:
    local_days() = default;  // UTC
    explicit local_days(std::vector<net::zone_period> periods) : periods_{std::move(periods)} {}

    // By its IANA name; reads files. The error is a sentence.
    static std::expected<local_days, std::string> load(std::string_view zone);

    // The number of the day (since 1970) that a moment lies in.
    int64_t day_of(int64_t utc_ms) const;
    // That day's first moment.
    int64_t begin_of(int64_t day) const;

  private:
    std::vector<net::zone_period> periods_;  // rising; empty: UTC
};

}  // namespace kaskad::gateway::api
