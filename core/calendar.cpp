#include "core/calendar.hpp"

namespace kaskad::core {

namespace {

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// The year is counted from March, so that the leap day is its last; 719468 days lie between 1 March 0000 and 1970.
int64_t days_since_1970(int year, int month, int day) {
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t month_from_march = month > 2 ? month - 3 : month + 9;
    const int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

bool is_in_calendar(const civil_time& time) {
    if (time.year < 1 || time.month < 1 || time.month > 12) return false;
    if (time.day < 1 || time.day > days_in_month(time.year, time.month)) return false;
    return time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 && time.second >= 0 &&
           time.second < 60;
}

}  // namespace

int days_in_month(int year, int month) {
    constexpr int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : DAYS[month - 1];
}

std::optional<int64_t> to_utc_ms(const civil_time& time) {
    if (!is_in_calendar(time)) return std::nullopt;
    const int64_t seconds = time.hour * 3600 + time.minute * 60 + time.second;
    return days_since_1970(time.year, time.month, time.day) * DAY_MS + seconds * 1000;
}

civil_time to_civil(int64_t utc_ms) {
    int64_t days = utc_ms / DAY_MS;
    int64_t rest = utc_ms % DAY_MS;
    if (rest < 0) {
        rest += DAY_MS;
        --days;
    }
    // From an estimate that is never too late, at most two steps forward.
    civil_time time;
    time.year = static_cast<int>(1970 + (days >= 0 ? days / 366 : days / 365 - 1));
    while (days_since_1970(time.year + 1, 1, 1) <= days)
        ++time.year;
    int64_t day_of_year = days - days_since_1970(time.year, 1, 1);
    while (day_of_year >= days_in_month(time.year, time.month))
        day_of_year -= days_in_month(time.year, time.month++);
    time.day = static_cast<int>(day_of_year + 1);
    const auto seconds = static_cast<int>(rest / 1000);
    time.hour = seconds / 3600;
    time.minute = seconds / 60 % 60;
    time.second = seconds % 60;
    return time;
}

}  // namespace kaskad::core
