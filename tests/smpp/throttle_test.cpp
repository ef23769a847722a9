#include "smpp/throttle.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace kaskad::smpp {

TEST(SmppThrottle, WithoutARateLetsEverythingPass) {
    throttle unlimited{{.rate = 0}, 0};
    EXPECT_EQ(unlimited.available(0), UINT32_MAX);
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(unlimited.take(255, 0));
    EXPECT_EQ(unlimited.next_at(1, 5), 5);
}

TEST(SmppThrottle, StartsWithATenthOfASecondAndAtLeastOneSegment) {
    throttle fast{{.rate = 300}, 0};
    EXPECT_EQ(fast.available(0), 30U);
    throttle slow{{.rate = 3}, 0};
    EXPECT_EQ(slow.available(0), 1U);
    throttle chosen{{.rate = 3, .burst = 20}, 0};
    EXPECT_EQ(chosen.available(0), 20U);
}

TEST(SmppThrottle, GivesOneSegmentEachSlice) {
    throttle bucket{{.rate = 4}, 1000};
    EXPECT_TRUE(bucket.take(1, 1000));
    EXPECT_FALSE(bucket.take(1, 1000));
    EXPECT_EQ(bucket.next_at(1, 1000), 1250);
    EXPECT_FALSE(bucket.take(1, 1249));
    EXPECT_TRUE(bucket.take(1, 1250));
}

TEST(SmppThrottle, DoesNotSaveUpMoreThanItsBurst) {
    throttle bucket{{.rate = 10, .burst = 5}, 0};
    EXPECT_EQ(bucket.available(1'000'000'000), 5U);
}

TEST(SmppThrottle, LetsALongMessagePassAFullBucketAndWaitsForTheDebt) {
    throttle bucket{{.rate = 10}, 0};
    EXPECT_TRUE(bucket.take(8, 0));
    EXPECT_EQ(bucket.available(0), 0U);
    EXPECT_EQ(bucket.next_at(1, 0), 800);
    EXPECT_FALSE(bucket.take(1, 799));
    EXPECT_TRUE(bucket.take(1, 800));
}

TEST(SmppThrottle, PausesAndHalvesWhenThePeerComplains) {
    throttle bucket{{.rate = 100, .burst = 10, .pause_ms = 1000, .recovery_ms = 10'000}, 0};
    bucket.cut(0);
    EXPECT_EQ(bucket.rate_milli(), 50'000);
    EXPECT_EQ(bucket.next_at(1, 0), 1020);
    EXPECT_EQ(bucket.available(999), 0U);
    EXPECT_FALSE(bucket.take(1, 1000));
    EXPECT_TRUE(bucket.take(1, 1020));
}

TEST(SmppThrottle, CountsAWholeWindowOfComplaintsAsOne) {
    throttle bucket{{.rate = 100}, 0};
    for (int i = 0; i < 10; ++i)
        bucket.cut(i);
    EXPECT_EQ(bucket.rate_milli(), 50'000);
}

TEST(SmppThrottle, ClimbsBackAndNeverFallsBelowATenth) {
    throttle bucket{{.rate = 100, .pause_ms = 10, .recovery_ms = 9000}, 0};
    int64_t now = 0;
    for (int i = 0; i < 20; ++i)
        bucket.cut(now += 10);
    EXPECT_GE(bucket.rate_milli(), 10'000);
    EXPECT_LE(bucket.rate_milli(), 11'000);
    const int64_t cut_at = now;
    for (; now < cut_at + 4510; now += 7)
        bucket.available(now);
    EXPECT_NEAR(static_cast<double>(bucket.rate_milli()), 55'000, 1500);
    bucket.available(cut_at + 9500);
    EXPECT_EQ(bucket.rate_milli(), 100'000);
}

// SMPP 5.0 §4.8.4.18: 0 idle, 80-89 optimum, 90-99 nearing congestion, 100 congested.
TEST(SmppThrottle, FollowsTheCongestionStateOfThePeer) {
    throttle bucket{{.rate = 80, .pause_ms = 1000, .recovery_ms = 9000}, 0};
    bucket.note_congestion(89, 0);
    EXPECT_EQ(bucket.rate_milli(), 80'000);
    bucket.note_congestion(90, 0);
    EXPECT_EQ(bucket.rate_milli(), 70'000);
    for (int64_t now = 0; now < 1000; now += 10)
        bucket.note_congestion(99, now);
    EXPECT_EQ(bucket.rate_milli(), 70'000) << "a window that says it is one";
    bucket.note_congestion(99, 1000);
    EXPECT_EQ(bucket.rate_milli(), 61'250);
    for (int64_t now = 1000; now <= 5000; now += 10)
        bucket.note_congestion(85, now);
    EXPECT_EQ(bucket.rate_milli(), 61'250) << "held";
    for (int64_t now = 5000; now <= 6000; now += 10)
        bucket.note_congestion(79, now), bucket.available(now);
    EXPECT_EQ(bucket.rate_milli(), 69'250) << "rises by 72 in nine seconds";
    bucket.note_congestion(100, 6000);
    EXPECT_EQ(bucket.rate_milli(), 34'625);
    EXPECT_FALSE(bucket.take(1, 6999));
}

TEST(SmppThrottle, CongestionNeverTakesTheRateBelowATenth) {
    throttle bucket{{.rate = 100, .pause_ms = 10}, 0};
    for (int64_t now = 0; now < 2'000; now += 10)
        bucket.note_congestion(95, now);
    EXPECT_EQ(bucket.rate_milli(), 10'000);
    throttle unlimited{{.rate = 0, .pause_ms = 10}, 0};
    unlimited.note_congestion(99, 0);
    EXPECT_EQ(unlimited.available(0), UINT32_MAX);
    unlimited.note_congestion(100, 0);
    EXPECT_EQ(unlimited.available(9), 0U);
}

TEST(SmppThrottle, WithoutARateACutHalvesWhatPassed) {
    throttle unlimited{{.rate = 0, .pause_ms = 500, .recovery_ms = 30'000}, 0};
    for (int64_t now = 0; now < 3'000; now += 10)
        EXPECT_TRUE(unlimited.take(1, now));
    unlimited.cut(3'000);
    EXPECT_FALSE(unlimited.is_unlimited());
    EXPECT_EQ(unlimited.rate_milli(), 50'000);
    EXPECT_FALSE(unlimited.take(1, 3'499));
    EXPECT_TRUE(unlimited.take(1, 3'520));
    unlimited.cut(4'000);
    EXPECT_LT(unlimited.rate_milli(), 30'000) << "the next one halves what is left";
}

TEST(SmppThrottle, WithoutARateItIsUnlimitedAgainAtTwiceWhatItWasCutAt) {
    throttle unlimited{{.rate = 0, .pause_ms = 500, .recovery_ms = 10'000}, 0};
    for (int64_t now = 0; now < 2'000; now += 20)
        unlimited.take(1, now);
    unlimited.cut(2'000);
    int64_t freed_at = 0;
    for (int64_t now = 2'000; now < 20'000 && freed_at == 0; now += 100) {
        unlimited.available(now);
        if (unlimited.is_unlimited()) freed_at = now;
        EXPECT_LE(unlimited.rate_milli(), 100'000);
    }
    EXPECT_GT(freed_at, 8'000);
    EXPECT_LT(freed_at, 13'000);
}

TEST(SmppThrottle, ACutOfOneThatLetNothingThroughStillLetsSomeThrough) {
    throttle unlimited{{.rate = 0, .pause_ms = 500}, 0};
    unlimited.cut(100);
    EXPECT_FALSE(unlimited.take(1, 599));
    EXPECT_EQ(unlimited.rate_milli(), 1'000);
    EXPECT_TRUE(unlimited.take(1, 1'600));
}

TEST(SmppThrottle, TakesANewRateAtOnce) {
    throttle bucket{{.rate = 1000}, 0};
    bucket.change({.rate = 10}, 0);
    EXPECT_EQ(bucket.available(0), 1U);
    bucket.change({.rate = 0}, 0);
    EXPECT_TRUE(bucket.is_unlimited());
}

TEST(SmppThrottle, SurvivesTheLargestRateAndTheLongestSilence) {
    throttle bucket{{.rate = UINT32_MAX}, 0};
    EXPECT_TRUE(bucket.take(1, INT64_MAX / 2));
}

// In every stretch of time no more passes than rate * time + one bucket (or one longer message).
TEST(SmppThrottle, NeverExceedsTheRateUnderRandomUse) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    for (int round = 0; round < 30; ++round) {
        const auto rate = static_cast<uint32_t>(1 + random() % 200);
        const auto burst = static_cast<uint32_t>(random() % 50);
        throttle bucket{{.rate = rate, .burst = burst, .pause_ms = 50, .recovery_ms = 500}, 0};
        std::deque<std::pair<int64_t, uint32_t>> taken;
        int64_t now = 0;
        for (int step = 0; step < 600; ++step) {
            now += static_cast<int64_t>(random() % 40);
            const auto count = static_cast<uint32_t>(1 + random() % 6);
            if (random() % 100 == 0) bucket.cut(now);
            if (random() % 20 == 0) bucket.note_congestion(static_cast<uint32_t>(random() % 101), now);
            const int64_t due = bucket.next_at(count, now);
            const bool passed = bucket.take(count, now);
            ASSERT_EQ(passed, due <= now);
            if (!passed) continue;
            taken.emplace_back(now, count);
            int64_t sum = 0;
            for (auto it = taken.rbegin(); it != taken.rend(); ++it) {
                sum += it->second;
                const int64_t span = now - it->first;
                const int64_t slack = std::max<int64_t>(bucket.burst(), 6);
                ASSERT_LE(sum * 1000, int64_t{rate} * span + slack * 1000) << "rate " << rate << " span " << span;
            }
        }
        EXPECT_FALSE(taken.empty());
    }
}

}  // namespace kaskad::smpp
