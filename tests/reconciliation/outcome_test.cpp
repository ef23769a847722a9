#include "billing/reconciliation/outcome.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace kaskad::billing::reconciliation {
namespace {

constexpr int64_t UNIT = 1'000'000;

// What they bill above our total of 1,000, of that under `rounding`; what of it is accepted and what is disputed. All
// in millionths.
struct judged {
    int64_t difference = 0;
    int64_t rounding = 0;
    tolerance agreed;
    int64_t accepted = 0;
    int64_t disputed = 0;
};

currency_waterfall sums_of(int64_t difference, int64_t rounding) {
    currency_waterfall made;
    made.our_e6 = 1'000 * UNIT;
    made.their_e6 = made.our_e6 + difference;
    made.steps[static_cast<size_t>(category::rounding)] = {1, rounding};
    made.steps[static_cast<size_t>(category::price)] = {1, difference - rounding};
    return made;
}

void expect_all(std::initializer_list<judged> table) {
    int line = 0;
    for (const auto& each : table) {
        SCOPED_TRACE("line " + std::to_string(++line));
        const auto made = make_outcome(sums_of(each.difference, each.rounding), each.agreed);
        ASSERT_TRUE(made.has_value()) << made.error();
        EXPECT_EQ(made->accepted.e6, each.accepted);
        EXPECT_EQ(made->disputed.e6, each.disputed);
        EXPECT_EQ(made->accepted + made->disputed, made->theirs - made->ours);
    }
}

TEST(ReconciliationOutcome, WithoutAToleranceOnlyRoundingIsAccepted) {
    expect_all({
        {0, 0, {}, 0, 0},
        {1, 0, {}, 0, 1},
        {5 * UNIT, 0, {}, 0, 5 * UNIT},
        {5 * UNIT, 3, {}, 3, 5 * UNIT - 3},
        {3, 3, {}, 3, 0},
        // The rest is in our favour: what is left of the rounding.
        {2, 3, {}, 2, 0},
        // Rounding in our favour makes the dispute no larger than the difference.
        {5 * UNIT, -3, {}, 0, 5 * UNIT},
    });
}

TEST(ReconciliationOutcome, WhatTheyBillLessIsAccepted) {
    expect_all({
        {-1, 0, {}, -1, 0},
        {-400 * UNIT, 2, {}, -400 * UNIT, 0},
        {-400 * UNIT, -2, {.percent_ppm = 0, .most = core::amount{}}, -400 * UNIT, 0},
    });
}

// 0.5 % of 1,000 are 5.
TEST(ReconciliationOutcome, WithinThePercentAllIsAcceptedAndAboveItNothing) {
    const tolerance half{.percent_ppm = 5'000, .most = std::nullopt};
    expect_all({
        {5 * UNIT, 0, half, 5 * UNIT, 0},
        {5 * UNIT + 1, 0, half, 0, 5 * UNIT + 1},
        {5 * UNIT + 1, 7, half, 7, 5 * UNIT - 6},
        {1, 0, {.percent_ppm = 0, .most = std::nullopt}, 0, 1},
    });
}

TEST(ReconciliationOutcome, WithinTheSumAllIsAccepted) {
    const tolerance ten{.percent_ppm = std::nullopt, .most = core::amount{10 * UNIT}};
    expect_all({{10 * UNIT, 0, ten, 10 * UNIT, 0}, {10 * UNIT + 1, 0, ten, 0, 10 * UNIT + 1}});
}

TEST(ReconciliationOutcome, OfTwoBoundsBothMustHold) {
    const tolerance narrow_percent{.percent_ppm = 5'000, .most = core::amount{10 * UNIT}};
    const tolerance narrow_sum{.percent_ppm = 20'000, .most = core::amount{10 * UNIT}};
    expect_all({
        {5 * UNIT, 0, narrow_percent, 5 * UNIT, 0},
        {6 * UNIT, 0, narrow_percent, 0, 6 * UNIT},
        {10 * UNIT, 0, narrow_sum, 10 * UNIT, 0},
        {11 * UNIT, 0, narrow_sum, 0, 11 * UNIT},
    });
}

// No share of nothing is anything.
TEST(ReconciliationOutcome, WhoIsOwedNothingHasNoPercent) {
    currency_waterfall sums;
    sums.their_e6 = 7;
    const auto made = make_outcome(sums, {.percent_ppm = 1'000'000, .most = std::nullopt});
    EXPECT_EQ(made->disputed.e6, 7);
}

TEST(ReconciliationOutcome, SumsThatCannotBeBookedAreRefused) {
    currency_waterfall sums;
    sums.their_e6 = static_cast<__int128>(9'000'000'000'000'000'000) * 2;
    EXPECT_EQ(make_outcome(sums, {}).error(), "a sum of 18000000000000 is more than can be booked");
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
