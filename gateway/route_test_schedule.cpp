#include "gateway/route_test_schedule.hpp"

#include <algorithm>

namespace kaskad::gateway {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t HOUR_MS = 60 * MINUTE_MS;

int64_t turn_of(const config::route_test_schedule& schedule, int64_t utc_ms) {
    return (utc_ms - schedule.at_minute * MINUTE_MS) / (schedule.every_hours * HOUR_MS);
}

int64_t last_start(const config::route_test_schedule& schedule, const facts::route_tests& kept) {
    int64_t last = 0;
    for (const auto& test : kept.rows)
        if (test.schedule == schedule.name) last = std::max(last, test.started_utc);
    return last;
}

}  // namespace

std::vector<facts::start_route_test> due_route_tests(const std::vector<config::route_test_schedule>& schedules,
                                                     const facts::route_tests& kept, int64_t utc_ms) {
    std::vector<facts::start_route_test> due;
    for (const auto& schedule : schedules) {
        const auto last = last_start(schedule, kept);
        if (last != 0 && turn_of(schedule, last) >= turn_of(schedule, utc_ms)) continue;
        due.push_back({.link = schedule.link,
                       .numbers = schedule.numbers,
                       .sender = schedule.sender,
                       .by = "schedule",
                       .schedule = schedule.name});
    }
    return due;
}

}  // namespace kaskad::gateway
