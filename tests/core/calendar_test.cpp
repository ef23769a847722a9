#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace kaskad::core {

TEST(Calendar, CountsDaysBothWays) {
    EXPECT_EQ(to_utc_ms({1970, 1, 1}), 0);
    EXPECT_EQ(to_utc_ms({2000, 2, 29, 12}), 951'825'600'000);
    EXPECT_EQ(to_utc_ms({2026, 1, 1}), 1'767'225'600'000);
    for (int64_t day = -30'000; day < 60'000; ++day) {
        const civil_time civil = to_civil(day * 86'400'000 + 1000);
        ASSERT_EQ(to_utc_ms(civil), day * 86'400'000 + 1000) << day;
    }
    EXPECT_EQ(to_civil(-1000), (civil_time{1969, 12, 31, 23, 59, 59}));
}

TEST(Calendar, RefusesDaysThatAreNone) {
    EXPECT_FALSE(to_utc_ms({2025, 2, 29}).has_value());
    EXPECT_FALSE(to_utc_ms({1900, 2, 29}).has_value());
    EXPECT_FALSE(to_utc_ms({2025, 13, 1}).has_value());
    EXPECT_FALSE(to_utc_ms({2025, 0, 1}).has_value());
    EXPECT_FALSE(to_utc_ms({2025, 4, 31}).has_value());
    EXPECT_FALSE(to_utc_ms({2025, 4, 0}).has_value());
    EXPECT_FALSE(to_utc_ms({2025, 4, 1, 24}).has_value());
    EXPECT_FALSE(to_utc_ms({2025, 4, 1, 0, 60}).has_value());
}

}  // namespace kaskad::core
