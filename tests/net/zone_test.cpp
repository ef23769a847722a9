#include "net/zone.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kaskad::net {

TEST(NetZone, KnowsSummerTime) {
    const auto periods = load_zone("Europe/Berlin");
    ASSERT_TRUE(periods) << periods.error();
    EXPECT_EQ(periods->front().offset_minutes, 60);
    // 30 March 2025, 01:00 UTC, and 26 October 2025, 01:00 UTC.
    EXPECT_NE(std::ranges::find(*periods, zone_period{1'743'296'400'000, 120}), periods->end());
    EXPECT_NE(std::ranges::find(*periods, zone_period{1'761'440'400'000, 60}), periods->end());
}

TEST(NetZone, KnowsZonesThatNeverChangeAndThoseOfHalfHours) {
    ASSERT_TRUE(load_zone("UTC") && is_zone("UTC"));
    EXPECT_EQ(load_zone("UTC")->size(), 1U);
    EXPECT_EQ(load_zone("Asia/Kolkata")->back().offset_minutes, 330);
    EXPECT_EQ(load_zone("Europe/Moscow")->back().offset_minutes, 180);
}

TEST(NetZone, RefusesWhatIsNoZone) {
    for (const auto* const name : {"", "Europe/Nowhere", "/etc/passwd", "../Europe/Berlin", "berlin"})
        EXPECT_FALSE(load_zone(name).has_value() || is_zone(name)) << name;
}

}  // namespace kaskad::net
