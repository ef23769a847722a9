#include "channels/call_pace.hpp"

#include <gtest/gtest.h>

// Calls a second, by hand.

namespace kaskad::channels {

TEST(ChannelsCallPace, LetsOneCallPassEachTenthOfASecondAtTenASecond) {
    call_pace pace{{.rate = 10}, 1'000};
    EXPECT_EQ(pace.burst(), 1U);
    EXPECT_TRUE(pace.take(1'000));
    EXPECT_FALSE(pace.take(1'099));
    EXPECT_EQ(pace.next_at(1, 1'099), 1'100);
    EXPECT_TRUE(pace.take(1'100));
    // An hour of rest is worth one call, not thousands.
    EXPECT_EQ(pace.available(3'600'000), 1U);
}

TEST(ChannelsCallPace, HoldsTheRateOverASecond) {
    call_pace pace{{.rate = 50}, 0};
    int passed = 0;
    for (int64_t now = 0; now < 1'000; ++now)
        passed += pace.take(now) ? 1 : 0;
    // 50 and the burst of five, less the one that is due at 1000.
    EXPECT_EQ(passed, 54);
}

TEST(ChannelsCallPace, WithoutARateAllPass) {
    call_pace pace{{.rate = 0}, 0};
    for (int call = 0; call < 10'000; ++call)
        ASSERT_TRUE(pace.take(0));
    EXPECT_EQ(pace.available(0), UINT32_MAX);
    pace.cut(500, 0);
    EXPECT_FALSE(pace.take(499));
    EXPECT_EQ(pace.next_at(1, 499), 500);
    EXPECT_TRUE(pace.take(500));
}

TEST(ChannelsCallPace, ACutPausesHalvesAndClimbsBackSlowly) {
    call_pace pace{{.rate = 100, .recovery_ms = 30'000}, 0};
    pace.cut(1'000, 0);
    EXPECT_EQ(pace.rate_milli(), 50'000);
    // The same complaint, of calls that were under way: the pause grows, the rate is not cut again.
    pace.cut(2'000, 500);
    EXPECT_EQ(pace.rate_milli(), 50'000);
    EXPECT_EQ(pace.available(2'499), 0U);
    // Nothing flows in during the pause; then at half the rate, a call in 20 ms.
    EXPECT_EQ(pace.next_at(1, 2'500), 2'520);
    EXPECT_TRUE(pace.take(2'520));
    // From a tenth to the whole in 30 s: 3 calls a second more each second.
    EXPECT_EQ(pace.available(12'500), 10U);
    EXPECT_EQ(pace.rate_milli(), 50'000 + 30'000);
    pace.available(60'000);
    EXPECT_EQ(pace.rate_milli(), 100'000);
}

TEST(ChannelsCallPace, NeverFallsBelowATenth) {
    call_pace pace{{.rate = 20}, 0};
    for (int64_t now = 0; now < 20'000; now += 1'000)
        pace.cut(999, now);
    EXPECT_GE(pace.rate_milli(), 2'000);
    EXPECT_LT(pace.rate_milli(), 5'000);
}

TEST(ChannelsCallPace, ANewRateHoldsAtOnce) {
    call_pace pace{{.rate = 1'000}, 0};
    pace.change(1, 0);
    EXPECT_TRUE(pace.take(0));
    EXPECT_FALSE(pace.take(0)) << "the hundred calls that the old rate had saved up are gone";
    EXPECT_EQ(pace.next_at(1, 0), 1'000);
}

}  // namespace kaskad::channels
