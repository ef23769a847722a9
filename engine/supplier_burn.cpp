#include "engine/supplier_burn.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t HOUR_MS = 60 * MINUTE_MS;

}  // namespace

void supplier_burn::note(int64_t utc_ms, core::amount bought) {
    const int64_t hour = std::max<int64_t>(0, utc_ms) / HOUR_MS;
    const bool is_first = state_.hour == 0;
    // A clock that was set back, or a sum that fell by a correction, begins the hour anew.
    if (is_first || hour < state_.hour || bought.e6 < state_.begun_e6) {
        state_.hour = hour;
        state_.begun_e6 = bought.e6;
        return;
    }
    if (hour > state_.hour) {
        // What was bought since the last word in the old hour is the old hour's.
        const auto over = std::min<int64_t>(hour - state_.hour, HOURS);
        for (int64_t back = 1; back <= over; ++back) {
            const auto at = place(hour - back);
            const bool is_old = hour - back == state_.hour;
            state_.spent_e6[at] = is_old ? bought.e6 - state_.begun_e6 : 0;
            state_.watched[at] = 1;
        }
        state_.hour = hour;
        state_.begun_e6 = bought.e6;
    }
}

core::amount supplier_burn::last_hour() const {
    return {state_.hour == 0 ? 0 : state_.spent_e6[place(state_.hour - 1)]};
}

// Of an hour that nobody watched: as the last one went.
int64_t supplier_burn::pace_of(int64_t hour) const {
    const auto at = place(hour);
    return state_.watched[at] != 0 ? state_.spent_e6[at] : last_hour().e6;
}

std::optional<int64_t> supplier_burn::minutes_left(int64_t utc_ms, core::amount left) const {
    if (std::ranges::none_of(state_.watched, [](uint8_t each) { return each != 0; })) return std::nullopt;
    int64_t rest = left.e6;
    int64_t minute = std::max<int64_t>(0, utc_ms) / MINUTE_MS;
    int64_t passed = 0;
    while (passed < MINUTES_MAX) {
        if (rest <= 0) return passed;
        const int64_t pace = pace_of(minute / 60);
        const int64_t in_hour = 60 - minute % 60;
        const auto spent = static_cast<int64_t>(static_cast<__int128>(pace) * in_hour / 60);
        if (pace > 0 && spent >= rest) return passed + static_cast<int64_t>(static_cast<__int128>(rest) * 60 / pace);
        rest -= spent;
        passed += in_hour;
        minute += in_hour;
    }
    return std::nullopt;
}

supplier_burn supplier_burn::restored(const kept& state) {
    ASSERT(state.hour >= 0);
    supplier_burn made;
    made.state_ = state;
    return made;
}

}  // namespace kaskad::engine
