#include "billing/calendar.hpp"

#include "core/assert.hpp"
#include "core/calendar.hpp"

#include <algorithm>

namespace kaskad::billing {

namespace {

using core::DAY_MS;

int64_t first_of(int year, int month) {
    const auto at = core::to_utc_ms({.year = year, .month = month});
    ASSERT(at.has_value());
    return *at;
}

uint32_t day_number(int64_t utc_ms) {
    return static_cast<uint32_t>(utc_ms / DAY_MS);
}

}  // namespace

local_period utc_calendar::day(std::string_view, int64_t utc_ms) const {
    const auto day = day_number(std::max<int64_t>(0, utc_ms));
    return {day, day * DAY_MS, (day + 1) * DAY_MS};
}

local_period utc_calendar::month(std::string_view, int64_t utc_ms) const {
    const auto at = core::to_civil(std::max<int64_t>(0, utc_ms));
    const auto begin = first_of(at.year, at.month);
    const auto end = at.month == 12 ? first_of(at.year + 1, 1) : first_of(at.year, at.month + 1);
    return {day_number(begin), begin, end};
}

}  // namespace kaskad::billing
