#include "channels/account_health.hpp"

#include <gtest/gtest.h>

namespace kaskad::channels {
namespace {

constexpr account_health::options OPTIONS{
    .failures_max = 3, .pause_min_ms = 100, .pause_max_ms = 1'000, .probe_min_ms = 5'000, .probe_max_ms = 15'000};

// It fails at each of these times, of calls that began just then.
account_health failed_at(std::initializer_list<int64_t> times) {
    account_health health{OPTIONS};
    for (const auto now : times)
        health.note_failure(now, now);
    return health;
}

}  // namespace

TEST(ChannelsAccountHealth, PausesLongerAfterEachFailureAndGoesDownAfterSeveral) {
    EXPECT_FALSE(account_health{OPTIONS}.is_doubtful());
    EXPECT_EQ(failed_at({0}).next_at(), 100);
    EXPECT_TRUE(failed_at({0}).is_doubtful());
    EXPECT_EQ(failed_at({0, 100}).next_at(), 300);
    EXPECT_FALSE(failed_at({0, 100}).is_down(200));
    const auto down = failed_at({0, 100, 300});
    EXPECT_TRUE(down.is_down(5'299));
    EXPECT_FALSE(down.is_down(5'300));
    EXPECT_EQ(down.next_at(), 5'300);
}

TEST(ChannelsAccountHealth, AWholeWindowThatFailsTogetherIsOneFailure) {
    account_health health{OPTIONS};
    for (int call = 0; call < 50; ++call)
        EXPECT_FALSE(health.note_failure(1'000, 1'005)) << call;
    EXPECT_FALSE(health.is_down(1'005));
    EXPECT_EQ(health.next_at(), 1'105);
}

TEST(ChannelsAccountHealth, AProbeThatFailsDoublesTheRestUpToItsMost) {
    auto health = failed_at({0, 100, 300});
    EXPECT_TRUE(health.note_failure(5'300, 5'310));
    EXPECT_TRUE(health.is_down(15'309));
    EXPECT_FALSE(health.is_down(15'310));
    EXPECT_TRUE(health.note_failure(15'310, 15'310));
    EXPECT_FALSE(health.is_down(30'310)) << "not 20 s, 15 s are the most";
}

TEST(ChannelsAccountHealth, AnAnswerMakesAllGood) {
    auto health = failed_at({0, 100, 300});
    health.note_answer();
    EXPECT_FALSE(health.is_doubtful());
    health.note_failure(6'000, 6'000);
    EXPECT_EQ(health.next_at(), 6'100);
    EXPECT_FALSE(health.is_down(6'000));
}

TEST(ChannelsAccountHealth, RestsAsLongAsTheProviderWants) {
    account_health health{OPTIONS};
    health.rest(60'000, 1'000);
    EXPECT_TRUE(health.is_down(60'999));
    health.rest(10, 2'000);
    EXPECT_TRUE(health.is_down(60'999)) << "the longer word counts";
    EXPECT_FALSE(health.is_down(61'000));
}

}  // namespace kaskad::channels
