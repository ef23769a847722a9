#include "smpp/time_zone.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::smpp {

namespace {

constexpr int64_t MINUTE_MS = 60 * 1000;

}  // namespace

time_zone::time_zone(int32_t first_minutes, std::vector<zone_change> changes)
    : first_minutes_{first_minutes}, changes_{std::move(changes)} {
    ASSERT(std::ranges::is_sorted(changes_, {}, &zone_change::from_utc_ms));
}

int64_t time_zone::offset_ms(size_t period) const {
    return (period == 0 ? first_minutes_ : changes_[period - 1].offset_minutes) * MINUTE_MS;
}

int32_t time_zone::offset_minutes(int64_t utc_ms) const {
    const auto next = std::ranges::upper_bound(changes_, utc_ms, {}, &zone_change::from_utc_ms);
    return next == changes_.begin() ? first_minutes_ : std::prev(next)->offset_minutes;
}

int64_t time_zone::to_local(int64_t utc_ms) const {
    return utc_ms + offset_minutes(utc_ms) * MINUTE_MS;
}

int64_t time_zone::to_utc(int64_t local_ms) const {
    // The last period whose local clock had begun by then; the one before it may still show the same hour.
    const auto began = [&](const zone_change& each) {
        return each.from_utc_ms + each.offset_minutes * MINUTE_MS <= local_ms;
    };
    auto period = static_cast<size_t>(std::ranges::partition_point(changes_, began) - changes_.begin());
    if (period > 0 && local_ms - offset_ms(period - 1) < changes_[period - 1].from_utc_ms) --period;
    return local_ms - offset_ms(period);
}

}  // namespace kaskad::smpp
