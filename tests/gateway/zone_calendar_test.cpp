#include "gateway/zone_calendar.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

constexpr int64_t HOUR_MS = 3'600'000;

int64_t utc(int year, int month, int day, int hour = 0) {
    return *core::to_utc_ms({.year = year, .month = month, .day = day, .hour = hour});
}

// Central Europe: clocks go forward on 29 March 2026 at 01:00 UTC, back on 25 October 2026 at 01:00 UTC.
TEST(GatewayZoneCalendar, ADayIsAsLongAsItsClockMakesIt) {
    const zone_calendar days;
    const auto plain = days.day("Europe/Berlin", utc(2026, 3, 28, 12));
    EXPECT_EQ(plain.begin_utc_ms, utc(2026, 3, 27, 23));
    EXPECT_EQ(plain.end_utc_ms - plain.begin_utc_ms, 24 * HOUR_MS);
    const auto spring = days.day("Europe/Berlin", utc(2026, 3, 29, 12));
    EXPECT_EQ(spring.begin_utc_ms, utc(2026, 3, 28, 23));
    EXPECT_EQ(spring.end_utc_ms - spring.begin_utc_ms, 23 * HOUR_MS);
    const auto autumn = days.day("Europe/Berlin", utc(2026, 10, 25, 12));
    EXPECT_EQ(autumn.begin_utc_ms, utc(2026, 10, 24, 22));
    EXPECT_EQ(autumn.end_utc_ms - autumn.begin_utc_ms, 25 * HOUR_MS);
}

TEST(GatewayZoneCalendar, EveryMomentIsInTheDayThatIsToldForIt) {
    const zone_calendar days;
    for (const auto* zone : {"", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"}) {
        uint32_t before = 0;
        for (auto at = utc(2026, 3, 1); at < utc(2026, 12, 1); at += HOUR_MS) {
            const auto day = days.day(zone, at);
            EXPECT_TRUE(day.contains(at)) << zone << " " << at;
            EXPECT_TRUE(before == 0 || day.begin_day == before || day.begin_day == before + 1) << zone << " " << at;
            before = day.begin_day;
        }
    }
}

// A month is named by its first day where the client is billed: in Auckland it is the 1st while it is still the 31st in
// UTC.
TEST(GatewayZoneCalendar, AMonthBeginsAtMidnightOfItsZone) {
    const zone_calendar days;
    const auto july = days.month("Pacific/Auckland", utc(2026, 6, 30, 13));
    EXPECT_EQ(july.begin_day, utc(2026, 7, 1) / core::DAY_MS);
    EXPECT_EQ(july.begin_utc_ms, utc(2026, 6, 30, 12));
    EXPECT_EQ(july.end_utc_ms, utc(2026, 7, 31, 12));
    const auto march = days.month("Europe/Berlin", utc(2026, 3, 31, 21));
    EXPECT_EQ(march.begin_utc_ms, utc(2026, 2, 28, 23));
    EXPECT_EQ(march.end_utc_ms, utc(2026, 3, 31, 22));  // the clock was set in between
}

TEST(GatewayZoneCalendar, AnUnknownZoneIsUtc) {
    EXPECT_EQ(zone_calendar{}.day("Nowhere/Atall", utc(2026, 5, 5, 5)),
              billing::utc_calendar{}.day({}, utc(2026, 5, 5, 5)));
}

}  // namespace
}  // namespace kaskad::gateway
