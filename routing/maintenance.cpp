#include "routing/maintenance.hpp"

#include "core/calendar.hpp"

#include <algorithm>
#include <cstdlib>

namespace kaskad::routing {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
using core::DAY_MS;
constexpr int64_t WEEK_MS = 7 * DAY_MS;
constexpr uint32_t DAY_MINUTES = 24 * 60;
constexpr int32_t OFFSET_MINUTES_MAX = 14 * 60;

// A Monday, as a point to count weeks from.
int64_t some_monday_ms() {
    return *core::to_utc_ms({.year = 2001, .month = 1, .day = 1});
}

std::string fault_of(const once& when) {
    if (when.from_utc_ms < 0) return "times before 1970 are none";
    if (when.to_utc_ms <= when.from_utc_ms) return "the end is not after the beginning";
    if (when.to_utc_ms - when.from_utc_ms > MAINTENANCE_MS_MAX) return "longer than 31 days: disable the link instead";
    return {};
}

std::string fault_of(const weekly& when) {
    if (when.weekday > 6) return "weekdays are 0 (Monday) to 6 (Sunday)";
    if (when.begin_minute >= DAY_MINUTES) return "a day's minutes are 0 to 1439";
    if (when.minutes == 0) return "the end is not after the beginning";
    if (when.minutes > MAINTENANCE_MINUTES_MAX) return "longer than 6 days a week: disable the link instead";
    if (std::abs(when.offset_minutes) > OFFSET_MINUTES_MAX) return "an offset from UTC is at most 14 hours";
    return {};
}

std::string fault_of(const maintenance_window& window) {
    if (!window.link) return "no link";
    return std::visit([](const auto& when) { return fault_of(when); }, window.when);
}

once occurrence(const once& when, int64_t) {
    return when;
}

// The last one whose lead has begun by then.
once occurrence(const weekly& when, int64_t utc_ms) {
    const int64_t minutes = int64_t{when.weekday} * DAY_MINUTES + when.begin_minute - when.offset_minutes;
    const auto first = some_monday_ms() + minutes * MINUTE_MS;
    auto weeks = (utc_ms + MAINTENANCE_LEAD_MS - first) / WEEK_MS;
    if (first + weeks * WEEK_MS > utc_ms + MAINTENANCE_LEAD_MS) --weeks;
    const auto from = first + weeks * WEEK_MS;
    return {.from_utc_ms = from, .to_utc_ms = from + when.minutes * MINUTE_MS};
}

}  // namespace

std::expected<maintenance, window_error> maintenance::build(std::span<const maintenance_window> windows) {
    if (windows.size() > MAINTENANCE_WINDOWS_MAX)
        return std::unexpected(window_error{MAINTENANCE_WINDOWS_MAX + 1, "too many windows"});
    for (size_t row = 0; row < windows.size(); ++row)
        if (auto why = fault_of(windows[row]); !why.empty())
            return std::unexpected(window_error{row + 1, std::move(why)});
    maintenance made;
    made.windows_.assign(windows.begin(), windows.end());
    std::ranges::sort(made.windows_, {}, &maintenance_window::link);
    return made;
}

std::optional<maintenance_stay> maintenance::find(core::link_id link, network_key network, int64_t utc_ms) const {
    std::optional<maintenance_stay> found;
    for (const auto& each : std::ranges::equal_range(windows_, link, {}, &maintenance_window::link)) {
        if (each.network && each.network != network) continue;
        const auto at = std::visit([&](const auto& when) { return occurrence(when, utc_ms); }, each.when);
        if (utc_ms < at.from_utc_ms - MAINTENANCE_LEAD_MS || utc_ms >= at.to_utc_ms) continue;
        if (found && found->end_utc_ms >= at.to_utc_ms) continue;
        found = {.begin_utc_ms = at.from_utc_ms, .end_utc_ms = at.to_utc_ms, .is_running = utc_ms >= at.from_utc_ms};
    }
    return found;
}

}  // namespace kaskad::routing
