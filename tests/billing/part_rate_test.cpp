#include "billing/part_rate.hpp"

#include <gtest/gtest.h>

#include <vector>

// The pace of a client in parts: exactly the burst at once after a rest, then the even rate, to the microsecond.

namespace kaskad::billing {

namespace {

// Takes what is admitted, part by part, at one moment; how many came.
uint32_t take_all(part_rate& rate, const part_rate_terms& terms, int64_t now_ms) {
    uint32_t taken = 0;
    while (taken < 10'000 && rate.admits(1, terms, now_ms)) {
        rate.take(1, terms, now_ms);
        ++taken;
    }
    return taken;
}

}  // namespace

TEST(BillingPartRate, AfterARestTheBurstComesAtOnceAndNoMore) {
    for (const part_rate_terms terms : {part_rate_terms{1, 1}, part_rate_terms{10, 1}, part_rate_terms{10, 25},
                                        part_rate_terms{1'000, 7}, part_rate_terms{100, 100}}) {
        part_rate rate;
        EXPECT_EQ(take_all(rate, terms, 5'000), terms.burst) << terms.per_second << "/s";
    }
}

TEST(BillingPartRate, ThenOnePartComesEachInterval) {
    constexpr part_rate_terms TERMS{.per_second = 10, .burst = 3};
    struct moment {
        int64_t now_ms;
        uint32_t come;
    };
    // A part comes free every 100 ms, and never more than three are free.
    const std::vector<moment> table{{1'000, 3}, {1'099, 0}, {1'100, 1}, {1'199, 0}, {1'300, 2}, {1'301, 0}, {9'000, 3}};
    part_rate rate;
    for (const auto& [now_ms, come] : table)
        EXPECT_EQ(take_all(rate, TERMS, now_ms), come) << now_ms;
}

TEST(BillingPartRate, SaysHowLongToWaitAndMeansIt) {
    constexpr part_rate_terms TERMS{.per_second = 4, .burst = 2};
    part_rate rate;
    EXPECT_EQ(rate.wait_ms(1, TERMS, 0), 0);
    rate.take(2, TERMS, 0);
    EXPECT_EQ(rate.wait_ms(1, TERMS, 0), 250);
    EXPECT_EQ(rate.wait_ms(2, TERMS, 0), 500);
    EXPECT_FALSE(rate.admits(1, TERMS, 249));
    EXPECT_TRUE(rate.admits(1, TERMS, 250));
    EXPECT_FALSE(rate.admits(2, TERMS, 499));
    EXPECT_TRUE(rate.admits(2, TERMS, 500));
}

// Three a second are 333.333 ms each: what is left of a millisecond is waited for, not given away.
TEST(BillingPartRate, RoundsAWaitUp) {
    constexpr part_rate_terms TERMS{.per_second = 3, .burst = 1};
    part_rate rate;
    rate.take(1, TERMS, 0);
    EXPECT_EQ(rate.wait_ms(1, TERMS, 0), 334);
    EXPECT_FALSE(rate.admits(1, TERMS, 333));
    EXPECT_TRUE(rate.admits(1, TERMS, 334));
}

TEST(BillingPartRate, AskingChangesNothing) {
    constexpr part_rate_terms TERMS{.per_second = 1, .burst = 1};
    part_rate rate;
    for (int count = 0; count < 5; ++count)
        EXPECT_TRUE(rate.admits(1, TERMS, 0));
    rate.take(1, TERMS, 0);
    for (int count = 0; count < 5; ++count)
        EXPECT_EQ(rate.wait_ms(1, TERMS, 0), 1'000);
}

// A message of more parts than the burst would otherwise be refused for ever. It waits for the whole burst and is paid
// for in full afterwards.
TEST(BillingPartRate, ALongMessageComesWhenAllIsThere) {
    constexpr part_rate_terms TERMS{.per_second = 10, .burst = 3};
    part_rate rate;
    EXPECT_TRUE(rate.admits(8, TERMS, 0));
    rate.take(1, TERMS, 0);
    EXPECT_EQ(rate.wait_ms(8, TERMS, 0), 100) << "one part of the burst is missing";
    EXPECT_EQ(rate.wait_ms(3, TERMS, 0), 100) << "the same as for the burst itself";
    rate.take(8, TERMS, 100);
    EXPECT_EQ(rate.wait_ms(1, TERMS, 100), 600) << "eight parts' time but for the two that may come early";
}

TEST(BillingPartRate, OverALongTimeItIsTheRate) {
    for (const part_rate_terms terms : {part_rate_terms{3, 5}, part_rate_terms{7, 1}, part_rate_terms{250, 40}}) {
        constexpr int64_t SECONDS = 100;
        part_rate rate;
        uint64_t taken = 0;
        for (int64_t now_ms = 0; now_ms < SECONDS * 1'000; ++now_ms)
            taken += take_all(rate, terms, now_ms);
        EXPECT_LE(taken, uint64_t{terms.per_second} * SECONDS + terms.burst);
        EXPECT_GE(taken, uint64_t{terms.per_second} * SECONDS * 99 / 100);
    }
}

// Terms may be changed at any time: what came stays, and counts by the rate at which it came.
TEST(BillingPartRate, NewTermsHoldFromTheNextQuestionOn) {
    part_rate rate;
    rate.take(10, {.per_second = 10, .burst = 10}, 0);
    EXPECT_EQ(rate.wait_ms(1, {.per_second = 10, .burst = 10}, 0), 100);
    EXPECT_EQ(rate.wait_ms(1, {.per_second = 10, .burst = 1}, 0), 1'000);
    EXPECT_EQ(rate.wait_ms(1, {.per_second = 1'000, .burst = 501}, 0), 500);
}

TEST(BillingPartRate, StaysWithinItsNumbers) {
    constexpr part_rate_terms SLOWEST{.per_second = 1, .burst = 1};
    constexpr uint32_t MOST = 4'294'967'295;
    part_rate rate;
    rate.take(MOST, SLOWEST, 0);
    EXPECT_EQ(rate.wait_ms(1, SLOWEST, 0), int64_t{MOST} * 1'000);
    EXPECT_TRUE(rate.admits(MOST, {.per_second = 1, .burst = MOST}, int64_t{MOST} * 1'000));
}

TEST(BillingPartRateDeathTest, ARateOfNothingIsNone) {
    EXPECT_DEATH((void)part_rate{}.admits(1, {.per_second = 0, .burst = 1}, 0), "per_second");
}

}  // namespace kaskad::billing
