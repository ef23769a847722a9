#include "smpp/time_zone.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

int64_t utc(int year, int month, int day, int hour = 0, int minute = 0) {
    return core::to_utc_ms({year, month, day, hour, minute, 0}).value();
}

// Germany in 2025: summer time from 30 March 01:00 to 26 October 01:00 UTC.
time_zone berlin() {
    return {60, {{utc(2025, 3, 30, 1), 120}, {utc(2025, 10, 26, 1), 60}}};
}

}  // namespace

TEST(SmppTimeZone, OfAFixedOffsetIsAlwaysAhead) {
    const time_zone zone{-210};
    EXPECT_EQ(zone.to_local(utc(2025, 5, 1, 12)), utc(2025, 5, 1, 8, 30));
    EXPECT_EQ(zone.to_utc(utc(2025, 5, 1, 8, 30)), utc(2025, 5, 1, 12));
    EXPECT_EQ(time_zone{}.to_utc(7), 7);
}

TEST(SmppTimeZone, KnowsSummerFromWinter) {
    EXPECT_EQ(berlin().to_utc(utc(2025, 1, 15, 12)), utc(2025, 1, 15, 11));
    EXPECT_EQ(berlin().to_utc(utc(2025, 7, 15, 12)), utc(2025, 7, 15, 10));
    EXPECT_EQ(berlin().to_utc(utc(2025, 12, 15, 12)), utc(2025, 12, 15, 11));
    EXPECT_EQ(berlin().to_local(utc(2025, 7, 15, 10)), utc(2025, 7, 15, 12));
}

TEST(SmppTimeZone, TakesTheHourThatComesTwiceForTheFirst) {
    EXPECT_EQ(berlin().to_utc(utc(2025, 10, 26, 2, 30)), utc(2025, 10, 26, 0, 30));
    EXPECT_EQ(berlin().to_utc(utc(2025, 10, 26, 3, 0)), utc(2025, 10, 26, 2, 0));
}

TEST(SmppTimeZone, ReadsTheHourThatIsLeftOutAsIfTheClockStoodStill) {
    EXPECT_EQ(berlin().to_utc(utc(2025, 3, 30, 2, 30)), utc(2025, 3, 30, 1, 30));
    EXPECT_EQ(berlin().to_utc(utc(2025, 3, 30, 3, 0)), utc(2025, 3, 30, 1, 0));
}

TEST(SmppTimeZone, ComesBackFromEveryLocalTimeThatComesOnce) {
    const auto zone = berlin();
    for (int64_t hour = 0; hour < 365 * 24; ++hour) {
        const auto moment = utc(2025, 1, 1) + hour * 3'600'000;
        if (moment == utc(2025, 10, 26, 1)) continue;  // shows the same hour once more
        ASSERT_EQ(zone.to_utc(zone.to_local(moment)), moment) << hour;
    }
}

}  // namespace kaskad::smpp
