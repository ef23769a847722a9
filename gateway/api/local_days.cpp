#include "gateway/api/local_days.hpp"

#include "core/calendar.hpp"

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

constexpr int64_t MINUTE_MS = 60'000;

}  // namespace

std::expected<local_days, std::string> local_days::load(std::string_view zone) {
    if (zone == "UTC") return local_days{};
    auto periods = net::load_zone(zone);
    if (!periods) return std::unexpected(periods.error());
    return local_days{*std::move(periods)};
}

int64_t local_days::day_of(int64_t utc_ms) const {
    if (periods_.empty()) return utc_ms / core::DAY_MS;
    const auto next = std::ranges::upper_bound(periods_, utc_ms, {}, &net::zone_period::from_utc_ms);
    const auto& period = next == periods_.begin() ? *next : *std::prev(next);
    return (utc_ms + int64_t{period.offset_minutes} * MINUTE_MS) / core::DAY_MS;
}

int64_t local_days::begin_of(int64_t day) const {
    if (periods_.empty()) return day * core::DAY_MS;
    for (auto period = periods_.begin(); period != periods_.end(); ++period) {
        const auto moment = day * core::DAY_MS - int64_t{period->offset_minutes} * MINUTE_MS;
        const auto next = std::next(period);
        if (next == periods_.end() || moment < next->from_utc_ms) {
            const bool is_left_out = period != periods_.begin() && moment < period->from_utc_ms;
            return is_left_out ? period->from_utc_ms : moment;
        }
    }
    return day * core::DAY_MS;
}

}  // namespace kaskad::gateway::api
