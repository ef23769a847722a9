#pragma once

#include <cstdint>
#include <optional>

// Days of the proleptic Gregorian calendar. Only arithmetic: no clock, no time zones, no leap seconds.

namespace kaskad::core {

inline constexpr int64_t DAY_MS = 86'400'000;

struct civil_time {
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;

    friend bool operator==(const civil_time&, const civil_time&) = default;
};

int days_in_month(int year, int month);

// Empty when there is no such day or time of day.
std::optional<int64_t> to_utc_ms(const civil_time& time);
civil_time to_civil(int64_t utc_ms);

}  // namespace kaskad::core
