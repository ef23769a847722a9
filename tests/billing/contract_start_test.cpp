#include "billing/contract_start.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace kaskad::billing {

namespace {

constexpr uint32_t NOVEMBER_1 = 20'758;  // 2026-11-01
constexpr uint32_t DECEMBER_1 = NOVEMBER_1 + 30;
constexpr day_span NOVEMBER{NOVEMBER_1, DECEMBER_1};
constexpr day_span OCTOBER{NOVEMBER_1 - 31, NOVEMBER_1};

tariff agreed(bool is_pro_rata) {
    fee bind{.name = "bind", .of = {}, .amount = {10'000'000}, .from_day = NOVEMBER_1 - 31, .is_pro_rata = is_pro_rata};
    fee setup{.name = "setup", .of = {}, .cycle = fee_cycle::once, .amount = {50'000'000}, .from_day = NOVEMBER_1};
    return {.rule = step_rule::whole_volume,
            .steps = {{0, 100'000}},
            .commitment = {100'000'000},
            .fees = {std::move(bind), std::move(setup)}};
}

struct due {
    uint32_t day;
    int64_t e6;

    friend bool operator==(const due&, const due&) = default;
};

std::vector<due> due_in(const tariff& value, const day_span& days) {
    std::vector<due> found;
    for (const auto& each : fees_due(value, days))
        found.push_back({each.day, each.amount.e6});
    return found;
}

}  // namespace

TEST(BillingContractStart, ItAlwaysHeldWhereNoDayIsSaid) {
    const auto value = agreed(true);
    EXPECT_EQ(held_in(value, 0, NOVEMBER), value);
    EXPECT_EQ(held_in(value, NOVEMBER_1, NOVEMBER).commitment, value.commitment) << "all of its days";
}

// From the 16th on it holds for 15 of November's 30 days.
TEST(BillingContractStart, OfItsFirstMonthItAsksAShare) {
    constexpr auto BEGIN = NOVEMBER_1 + 15;
    const auto whole = held_in(agreed(false), BEGIN, NOVEMBER);
    EXPECT_EQ(whole.commitment.e6, 50'000'000);
    EXPECT_EQ(whole.steps, agreed(false).steps);
    EXPECT_EQ(due_in(whole, NOVEMBER), (std::vector<due>{{NOVEMBER_1, 50'000'000}, {BEGIN, 10'000'000}}))
        << "a fee that is not pro rata is whole in each month that it touches; one that is asked once has its own day";
    const auto part = held_in(agreed(true), BEGIN, NOVEMBER);
    EXPECT_EQ(due_in(part, NOVEMBER), (std::vector<due>{{NOVEMBER_1, 50'000'000}, {BEGIN, 5'000'000}}));
    EXPECT_EQ(held_in(agreed(true), BEGIN, {DECEMBER_1, DECEMBER_1 + 31}).commitment.e6, 100'000'000);
}

TEST(BillingContractStart, OfTheMonthsBeforeItAsksNothing) {
    const auto before = held_in(agreed(true), NOVEMBER_1, OCTOBER);
    EXPECT_EQ(before.commitment.e6, 0);
    EXPECT_TRUE(before.steps.empty());
    EXPECT_TRUE(due_in(before, OCTOBER).empty());
    EXPECT_EQ(due_in(held_from(agreed(true), NOVEMBER_1), OCTOBER), (std::vector<due>{}));
}

// One day of 31, of 100.000001: 3.22580648..., and of 31 millionths exactly one.
TEST(BillingContractStart, TheShareIsRoundedOnce) {
    tariff value;
    value.commitment = {100'000'001};
    EXPECT_EQ(held_in(value, NOVEMBER_1 - 1, OCTOBER).commitment.e6, 3'225'806);
    value.commitment = {31};
    EXPECT_EQ(held_in(value, NOVEMBER_1 - 1, OCTOBER).commitment.e6, 1);
    value.commitment = {INT64_MAX};
    EXPECT_EQ(held_in(value, NOVEMBER_1 - 30, OCTOBER).commitment.e6, 8'925'843'906'633'654'007);
}

}  // namespace kaskad::billing
