#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// A message centre's local time as a table: how far it was ahead of UTC, and from when. Whoever has a data base of the
// world's zones fills it; here it is only looked up.

namespace kaskad::smpp {

struct zone_change {
    int64_t from_utc_ms = 0;
    int32_t offset_minutes = 0;  // east of UTC
};

class time_zone {
  public:
    time_zone() = default;  // UTC
    explicit time_zone(int32_t offset_minutes) : first_minutes_{offset_minutes} {}
    // `first_minutes` holds before the first change; the changes rise.
    time_zone(int32_t first_minutes, std::vector<zone_change> changes);

    int32_t offset_minutes(int64_t utc_ms) const;
    int64_t to_local(int64_t utc_ms) const;
    // An hour that comes twice is taken for the first one; one that is left out, as if the clock had not been set.
    int64_t to_utc(int64_t local_ms) const;

  private:
    int64_t offset_ms(size_t period) const;

    int32_t first_minutes_ = 0;
    std::vector<zone_change> changes_;  // period n begins with changes_[n - 1]
};

}  // namespace kaskad::smpp
