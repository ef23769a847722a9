#include "billing/tariff.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace kaskad::billing {

namespace {

// Days since 1970. 2026 begins on day 20,454: 56 years of 365 days and 14 leap days (1972 to 2024).
constexpr uint32_t JANUARY_1 = 20'454;
constexpr uint32_t FEBRUARY_1 = JANUARY_1 + 31;
constexpr uint32_t MARCH_1 = FEBRUARY_1 + 28;
constexpr uint32_t NOVEMBER_1 = JANUARY_1 + 304;  // 31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31
constexpr uint32_t DECEMBER_1 = NOVEMBER_1 + 30;
constexpr uint32_t JANUARY_2027 = DECEMBER_1 + 31;
constexpr uint32_t FEBRUARY_2028 = JANUARY_1 + 2 * 365 + 31;  // 2028 is a leap year
constexpr day_span NOVEMBER{NOVEMBER_1, DECEMBER_1};

fee monthly(std::string name, int64_t e6, uint32_t from_day, uint32_t until_day = 0, bool is_pro_rata = false) {
    return {.name = std::move(name),
            .of = {},
            .amount = {e6},
            .from_day = from_day,
            .until_day = until_day,
            .is_pro_rata = is_pro_rata};
}

fee once(std::string name, int64_t e6, uint32_t day) {
    return {.name = std::move(name), .of = {}, .cycle = fee_cycle::once, .amount = {e6}, .from_day = day};
}

tariff with_fees(std::vector<fee> fees) {
    return {.steps = {}, .commitment = {}, .fees = std::move(fees)};
}

tariff with_steps(step_rule rule, std::vector<volume_step> steps) {
    return {.rule = rule, .steps = std::move(steps), .commitment = {}, .fees = {}};
}

// One fee in these days: when it falls due, and how much it is.
struct due {
    uint32_t day;
    int64_t e6;

    friend bool operator==(const due&, const due&) = default;
};

std::vector<due> due_of(const fee& asked, const day_span& days) {
    std::vector<due> found;
    for (const auto& each : fees_due(with_fees({asked}), days))
        found.push_back({each.day, each.amount.e6});
    return found;
}

using dues = std::vector<due>;

std::string fault_of(const tariff& value) {
    const auto checked = check(value);
    return checked ? "" : checked.error().field;
}

}  // namespace

TEST(BillingTariff, MonthsAreThoseOfTheCalendar) {
    EXPECT_EQ(month_of(JANUARY_1), (day_span{JANUARY_1, FEBRUARY_1}));
    EXPECT_EQ(month_of(FEBRUARY_1 - 1), (day_span{JANUARY_1, FEBRUARY_1}));
    EXPECT_EQ(month_of(FEBRUARY_1 + 27), (day_span{FEBRUARY_1, MARCH_1}));
    EXPECT_EQ(month_of(FEBRUARY_2028 + 28), (day_span{FEBRUARY_2028, FEBRUARY_2028 + 29}));
    EXPECT_EQ(month_of(JANUARY_2027 - 1), (day_span{DECEMBER_1, JANUARY_2027}));
    EXPECT_EQ(month_of(0), (day_span{0, 31}));
}

TEST(BillingTariff, AMonthlyFeeFallsDueOnItsFirstDayThenOnEachFirst) {
    const auto fee = monthly("bind", 10'000'000, NOVEMBER_1 + 15);
    EXPECT_EQ(due_of(fee, NOVEMBER), (dues{{NOVEMBER_1 + 15, 10'000'000}})) << "each month it touches is whole";
    EXPECT_EQ(due_of(fee, {NOVEMBER_1, JANUARY_2027 + 1}),
              (dues{{NOVEMBER_1 + 15, 10'000'000}, {DECEMBER_1, 10'000'000}, {JANUARY_2027, 10'000'000}}));
    EXPECT_EQ(due_of(fee, {NOVEMBER_1, NOVEMBER_1 + 15}), dues{});
    EXPECT_EQ(due_of(fee, {NOVEMBER_1 + 16, DECEMBER_1}), dues{}) << "it fell due the day before";
    EXPECT_EQ(due_of(fee, {NOVEMBER_1 + 15, NOVEMBER_1 + 16}), (dues{{NOVEMBER_1 + 15, 10'000'000}}));
}

TEST(BillingTariff, AMonthlyFeeEndsWithItsLastDay) {
    EXPECT_EQ(due_of(monthly("bind", 5, NOVEMBER_1, DECEMBER_1), {NOVEMBER_1, JANUARY_2027}), (dues{{NOVEMBER_1, 5}}))
        << "until the first of a month: that month is not asked for";
    EXPECT_EQ(due_of(monthly("bind", 5, NOVEMBER_1, DECEMBER_1 + 1), {NOVEMBER_1, JANUARY_2027}),
              (dues{{NOVEMBER_1, 5}, {DECEMBER_1, 5}}));
}

TEST(BillingTariff, OneThatIsAskedOnceIsAskedOnItsDay) {
    EXPECT_EQ(due_of(once("setup", 7, NOVEMBER_1 + 3), NOVEMBER), (dues{{NOVEMBER_1 + 3, 7}}));
    EXPECT_EQ(due_of(once("setup", 7, NOVEMBER_1 + 3), {DECEMBER_1, JANUARY_2027}), dues{});
    EXPECT_EQ(due_of(once("setup", 7, DECEMBER_1), NOVEMBER), dues{}) << "the day behind the last";
}

// Amount x days held / days of the month, once, half to even.
TEST(BillingTariff, ProRataAsksForTheDaysHeld) {
    const struct {
        int64_t e6;
        uint32_t from_day;
        uint32_t until_day;
        day_span month;
        int64_t expected;
    } cases[]{
        {10'000'000, NOVEMBER_1, 0, NOVEMBER, 10'000'000},                    // all of it
        {10'000'000, NOVEMBER_1 + 15, 0, NOVEMBER, 5'000'000},                // the 16th to the 30th: 15 of 30
        {10'000'000, NOVEMBER_1 + 29, 0, NOVEMBER, 333'333},                  // 1 of 30: 333,333.33
        {10'000'000, NOVEMBER_1 + 10, NOVEMBER_1 + 12, NOVEMBER, 666'667},    // 2 of 30: 666,666.67
        {10'000'000, JANUARY_1, NOVEMBER_1 + 3, NOVEMBER, 1'000'000},         // the last 3 of 30 days
        {28'000'000, FEBRUARY_1 + 14, 0, {FEBRUARY_1, MARCH_1}, 14'000'000},  // 14 of 28
        {29'000'000, FEBRUARY_2028 + 14, 0, {FEBRUARY_2028, FEBRUARY_2028 + 29}, 15'000'000},  // 15 of 29
        {5, NOVEMBER_1 + 15, 0, NOVEMBER, 2},  // 2.5: to the even one below
        {7, NOVEMBER_1 + 15, 0, NOVEMBER, 4},  // 3.5: to the even one above
        {1'000'000'000'000'000'001, NOVEMBER_1 + 20, 0, NOVEMBER, 333'333'333'333'333'334},  // a third, beyond 64 bits
    };
    for (const auto& each : cases) {
        const auto due = due_of(monthly("bind", each.e6, each.from_day, each.until_day, true), each.month);
        ASSERT_EQ(due.size(), 1u) << each.e6;
        EXPECT_EQ(due[0].e6, each.expected) << each.e6 << " from " << each.from_day;
    }
    EXPECT_EQ(due_of(monthly("bind", 1, NOVEMBER_1 + 15, 0, true), NOVEMBER), dues{}) << "0.5 rounds to nothing";
}

TEST(BillingTariff, FeesComeByDayAndAsTheTariffHasThem) {
    auto sender = monthly("sender", 2, NOVEMBER_1 + 15, 0, true);
    sender.of = "Shop";
    sender.amount = {3'000'000};
    const auto due = fees_due(
        with_fees({sender, monthly("bind", 5, JANUARY_1), once("setup", 7, NOVEMBER_1), monthly("a", 1, JANUARY_1)}),
        NOVEMBER);
    const std::vector<due_fee> expected{
        {"bind/2026-11", "bind, 2026-11", NOVEMBER_1, {5}},
        {"setup", "setup", NOVEMBER_1, {7}},
        {"a/2026-11", "a, 2026-11", NOVEMBER_1, {1}},
        {"sender/2026-11", "sender (Shop), 2026-11-16 – 2026-11-30", NOVEMBER_1 + 15, {1'500'000}}};
    EXPECT_EQ(due, expected);
}

TEST(BillingTariff, ProgressiveStepsTakeOffWhatComesNext) {
    const auto value = with_steps(step_rule::progressive, {{100, 50'000}, {1'000, 100'000}});
    EXPECT_EQ(off_ppm(value, 0), 0u);
    EXPECT_EQ(off_ppm(value, 99), 0u);
    EXPECT_EQ(off_ppm(value, 100), 50'000u);
    EXPECT_EQ(off_ppm(value, 999), 50'000u);
    EXPECT_EQ(off_ppm(value, 1'000), 100'000u);
    EXPECT_EQ(off_ppm(value, std::numeric_limits<uint64_t>::max()), 100'000u);
    EXPECT_EQ(off_ppm(with_steps(step_rule::progressive, {}), 1'000), 0u);
    EXPECT_EQ(step_credit(value, 1'000, {1'000'000}).e6, 0) << "nothing is left to be given back";
}

TEST(BillingTariff, APriceWithSomethingOffIsRoundedHalfToEven) {
    EXPECT_EQ(with_off({3'450'000}, 0).e8, 3'450'000);
    EXPECT_EQ(with_off({3'450'000}, 50'000).e8, 3'277'500);
    EXPECT_EQ(with_off({5}, 500'000).e8, 2) << "2.5";
    EXPECT_EQ(with_off({7}, 500'000).e8, 4) << "3.5";
    EXPECT_EQ(with_off({-5}, 500'000).e8, -2) << "-2.5";
    EXPECT_EQ(with_off({3'450'000}, 1'000'000).e8, 0);
    EXPECT_EQ(with_off({std::numeric_limits<int64_t>::max()}, 0).e8, std::numeric_limits<int64_t>::max());
}

TEST(BillingTariff, TheStepThatAMonthReachedIsGivenBackOfAllOfIt) {
    const auto value = with_steps(step_rule::whole_volume, {{100, 50'000}, {1'000, 100'000}});
    EXPECT_EQ(off_ppm(value, 1'000), 0u) << "messages cost the whole price until then";
    const struct {
        uint64_t units;
        int64_t charged;
        int64_t expected;
    } cases[]{
        {99, 10'000'000, 0}, {100, 10'000'000, 500'000}, {999, 10'000'000, 500'000}, {1'000, 10'000'000, 1'000'000},
        {100, 10, 0},  // 0.5
        {100, 30, 2},  // 1.5
        {1'000, 0, 0},       {1'000, -5'000'000, 0}};
    for (const auto& each : cases)
        EXPECT_EQ(step_credit(value, each.units, {each.charged}).e6, each.expected)
            << each.units << " " << each.charged;
}

TEST(BillingTariff, WhatIsMissingInTheCommitmentIsAsked) {
    const tariff value{.steps = {}, .commitment = {100'000'000}, .fees = {}};
    EXPECT_EQ(shortfall(value, {}).e6, 100'000'000);
    EXPECT_EQ(shortfall(value, {99'999'999}).e6, 1);
    EXPECT_EQ(shortfall(value, {100'000'000}).e6, 0);
    EXPECT_EQ(shortfall(value, {100'000'001}).e6, 0);
    EXPECT_EQ(shortfall(tariff{}, {}).e6, 0);
}

TEST(BillingTariff, TakesWhatIsWell) {
    auto value = with_fees({monthly("bind", 1, 0, 1), once("setup", 1, 5)});
    value.steps = {{0, 0}, {1, 1'000'000}};
    value.commitment = {0};
    EXPECT_EQ(fault_of(value), "");
    EXPECT_EQ(fault_of({}), "");
}

TEST(BillingTariff, NamesWhatIsWrong) {
    EXPECT_EQ(fault_of(with_steps(step_rule::progressive, {{100, 1}, {100, 2}})), "steps[1].from_unit");
    EXPECT_EQ(fault_of(with_steps(step_rule::progressive, {{100, 1}, {200, 2}, {199, 3}})), "steps[2].from_unit");
    EXPECT_EQ(fault_of(with_steps(step_rule::whole_volume, {{100, 1'000'001}})), "steps[0].percent");
    EXPECT_EQ(fault_of({.steps = {}, .commitment = {-1}, .fees = {}}), "commitment");
    EXPECT_EQ(fault_of(with_fees({once("", 1, 5)})), "fees[0].name");
    EXPECT_EQ(fault_of(with_fees({once("a/b", 1, 5)})), "fees[0].name");
    EXPECT_EQ(fault_of(with_fees({once("a\nb", 1, 5)})), "fees[0].name");
    EXPECT_EQ(fault_of(with_fees({once(std::string(65, 'a'), 1, 5)})), "fees[0].name");
    EXPECT_EQ(fault_of(with_fees({once("a", 1, 5), monthly("a", 1, 5)})), "fees[1].name");
    EXPECT_EQ(fault_of(with_fees({once("a", 0, 5)})), "fees[0].amount");
    EXPECT_EQ(fault_of(with_fees({once("a", 1, 5), once("b", -1, 5)})), "fees[1].amount");
    EXPECT_EQ(fault_of(with_fees({monthly("a", 1, 5, 5)})), "fees[0].until");
    auto named = once("a", 1, 5);
    named.of = std::string(65, 'a');
    EXPECT_EQ(fault_of(with_fees({named})), "fees[0].of");
}

TEST(BillingTariff, HasBounds) {
    std::vector<volume_step> steps;
    for (uint32_t each = 0; each < STEPS_MAX; ++each)
        steps.push_back({each, each});
    EXPECT_EQ(fault_of(with_steps(step_rule::progressive, steps)), "");
    steps.push_back({STEPS_MAX, 1});
    EXPECT_EQ(fault_of(with_steps(step_rule::progressive, steps)), "steps");
    std::vector<fee> fees;
    for (size_t each = 0; each < FEES_MAX; ++each)
        fees.push_back(once(std::to_string(each), 1, 5));
    EXPECT_EQ(fault_of(with_fees(fees)), "");
    fees.push_back(once("one more", 1, 5));
    EXPECT_EQ(fault_of(with_fees(fees)), "fees");
}

}  // namespace kaskad::billing
