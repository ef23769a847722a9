#include "routing/step_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace kaskad::routing {
namespace {

using places = std::vector<uint8_t>;

constexpr int64_t SECOND = 1'000;
constexpr int64_t LONG = 3'600 * SECOND;

// Paid where it succeeds, as a message with one charge is.
orderable_step paid_on_success(double reaches, double price, int64_t delay_s, int64_t lasts_s) {
    return {reaches, delay_s * SECOND, lasts_s * SECOND, reaches * price};
}

orderable_step paid_always(double reaches, double price, int64_t lasts_s = 10) {
    return {reaches, SECOND, lasts_s * SECOND, price};
}

const orderable_step VIBER = paid_on_success(0.6, 2, 3, 45);
const orderable_step SMS = paid_on_success(0.9, 8, 5, 60);

TEST(StepOrder, TheCheaperStepGoesFirstWhereThereIsTime) {
    const auto plan = order_steps(std::vector{SMS, VIBER}, LONG);
    EXPECT_EQ(plan.order, (places{1, 0}));
    EXPECT_NEAR(plan.cost, 1.2 + 0.4 * 7.2, 1e-12);
    EXPECT_NEAR(plan.reaches, 1 - 0.4 * 0.1, 1e-12);
}

TEST(StepOrder, WhatWouldComeTooLateBehindItGoesBeforeIt) {
    // Behind Viber's 45 s an SMS arrives at 50 s.
    EXPECT_EQ(order_steps(std::vector{VIBER, SMS}, 50 * SECOND).order, (places{0, 1}));
    const auto hurried = order_steps(std::vector{VIBER, SMS}, 49 * SECOND);
    EXPECT_EQ(hurried.order, (places{1, 0}));
    EXPECT_NEAR(hurried.reaches, 0.9, 1e-12) << "Viber does not come in time then";
    EXPECT_NEAR(hurried.cost, 7.2 + 0.1 * 1.2, 1e-12);
}

TEST(StepOrder, WhereEachStepIsPaidItIsCostByChance) {
    // 1 for a tenth is dearer than 8 for nine tenths: 8 + 0.1 * 1 = 8.1 against 1 + 0.9 * 8 = 8.2.
    const auto plan = order_steps(std::vector{paid_always(0.1, 1), paid_always(0.9, 8)}, LONG);
    EXPECT_EQ(plan.order, (places{1, 0}));
    EXPECT_NEAR(plan.cost, 8.1, 1e-12);
}

// A step that begins at the deadline itself was held for too late, though it arrives at once.
TEST(StepOrder, WhatArrivesAtTheDeadlineItselfIsInTime) {
    const auto at_once = paid_on_success(0.9, 8, 0, 60);
    const auto in_time = order_steps(std::vector{VIBER, at_once}, 45 * SECOND);
    EXPECT_EQ(in_time.order, (places{0, 1}));
    EXPECT_NEAR(in_time.reaches, 0.96, 1e-12);
    EXPECT_EQ(order_steps(std::vector{VIBER, at_once}, 45 * SECOND - 1).order, (places{1, 0}));
    EXPECT_NEAR(order_steps(std::vector{at_once}, 0).reaches, 0.9, 1e-12);
}

TEST(StepOrder, WhatCannotSucceedGoesLast) {
    const auto skipped = paid_on_success(0, 0, 0, 0);
    EXPECT_EQ(order_steps(std::vector{skipped, SMS, skipped, VIBER}, LONG).order, (places{3, 1, 0, 2}));
    EXPECT_EQ(order_steps(std::vector{skipped, skipped}, LONG).order, (places{0, 1}));
}

TEST(StepOrder, AStepWithoutAnEndLetsNothingComeInTimeBehindIt) {
    auto endless = VIBER;
    endless.lasts_ms = INT64_MAX / 2;
    EXPECT_EQ(order_steps(std::vector{endless, SMS}, LONG).order, (places{1, 0})) << "though it is cheaper";
}

TEST(StepOrder, EqualStepsStayAsTheyWere) {
    EXPECT_EQ(order_steps(std::vector{VIBER, VIBER, VIBER}, LONG).order, (places{0, 1, 2}));
}

TEST(StepOrder, WhereNothingComesInTimeTheCheapestForItsChanceIsFirst) {
    EXPECT_EQ(order_steps(std::vector{SMS, VIBER}, SECOND).order, (places{1, 0}));
    EXPECT_EQ(order_steps(std::vector{SMS, VIBER}, 0).reaches, 0);
}

TEST(StepOrder, AHundredthOfAChanceIsNotPaidFor) {
    // SMS, 0.98, comes in time only before the voice call; behind it that brings 0.02 * 0.4 more, at ten times the
    // cost.
    const auto sure = paid_on_success(0.98, 8, 5, 60);
    const auto call = paid_on_success(0.4, 0.5, 60, 60);
    EXPECT_EQ(order_steps(std::vector{call, sure}, 64 * SECOND).order, (places{1, 0}));
    const auto seldom = paid_on_success(0.009, 80, 1, 60);
    EXPECT_EQ(order_steps(std::vector{seldom, sure}, 62 * SECOND).order, (places{1, 0}))
        << "0.0002 more of a chance would cost 80 instead of 8 in nine of a thousand cases";
}

// All orders there are, each by what was said: the steps that come in time, one after the other, count.
step_plan best_by_trying(const std::vector<orderable_step>& steps, int64_t deadline_ms, double band) {
    places order(steps.size());
    std::iota(order.begin(), order.end(), uint8_t{0});
    std::vector<step_plan> all;
    do {
        step_plan made{.order = order, .reaches = 0, .cost = 0};
        double fails = 1;
        int64_t begins_ms = 0;
        bool is_in_time = true;
        for (const auto place : order) {
            const auto& step = steps[place];
            is_in_time = is_in_time && step.reaches > 0 && begins_ms + step.delay_ms <= deadline_ms;
            made.cost += fails * step.cost;
            fails *= 1 - step.reaches;
            if (is_in_time) made.reaches = 1 - fails;
            begins_ms += step.lasts_ms;
        }
        all.push_back(made);
    } while (std::ranges::next_permutation(order).found);
    const double most = std::ranges::max_element(all, {}, &step_plan::reaches)->reaches;
    std::erase_if(all, [most, band](const step_plan& each) { return each.reaches < most - band; });
    return *std::ranges::min_element(all, {}, &step_plan::cost);
}

TEST(StepOrder, IsTheBestOfAllOrders) {
    const auto seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    SCOPED_TRACE(seed);
    std::mt19937 draw{seed};
    const auto whole = [&](int from, int to) { return std::uniform_int_distribution{from, to}(draw); };
    for (int round = 0; round < 2'000; ++round) {
        std::vector<orderable_step> steps(static_cast<size_t>(whole(1, 5)));
        for (auto& step : steps) {
            step = {.reaches = whole(0, 20) / 20.0,
                    .delay_ms = whole(0, 60) * SECOND,
                    .lasts_ms = whole(1, 120) * SECOND,
                    .cost = static_cast<double>(whole(0, 9))};
            if (whole(0, 1) == 0) step.cost *= step.reaches;
            if (step.reaches == 0) step.cost = 0;  // it is skipped
        }
        const auto deadline_ms = whole(0, 300) * SECOND;
        const auto found = order_steps(steps, deadline_ms);
        // A plan that reaches just 0.01 less may be one of those or not.
        const auto fewest = best_by_trying(steps, deadline_ms, 0.01 - 1e-9);
        const auto most = best_by_trying(steps, deadline_ms, 0.01 + 1e-9);
        ASSERT_LE(found.cost, fewest.cost + 1e-9) << "round " << round;
        ASSERT_GE(found.cost, most.cost - 1e-9) << "round " << round;
    }
}

TEST(StepOrder, EightStepsAreNoMore) {
    std::vector<orderable_step> steps(ORDERED_STEPS_MAX, VIBER);
    steps.back() = paid_on_success(0.7, 1, 1, 30);
    EXPECT_EQ(order_steps(steps, LONG).order.front(), 7);
    steps.push_back(VIBER);
    EXPECT_DEATH((void)order_steps(steps, LONG), "");
}

}  // namespace
}  // namespace kaskad::routing
