#include "engine/overdue.hpp"

#include "tests/engine/office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace kaskad::engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum overdue_step;

// Its invoice of 1.46 is issued on the first of February and due on the 11th; the contract warns a day later, stops
// marketing after a week and everything after two.
struct late_payer : office {
    late_payer() { issue(); }

    // "RE-0001 warn: 1.46 of 1.46", each call of an endpoint that was not seen before.
    std::vector<std::string> told_now() {
        std::vector<std::string> told;
        for (const auto& call : calls) {
            const auto& event = call.value;
            if (event.kind != facts::event_kind::invoice_overdue || !seen.insert(event.sequence).second) continue;
            EXPECT_EQ(event.client, SHOP);
            EXPECT_EQ(event.currency, euro);
            told.push_back(event.subject + ": " + event.amount + " of " + event.limit);
        }
        return told;
    }
    // On that day of February.
    std::vector<std::string> told_on(int64_t day) {
        pass(int64_t{FEBRUARY + day - 1} * DAY_MS - now.utc_ms);
        return told_now();
    }

    std::set<uint64_t> seen;
};

}  // namespace

TEST(EngineOverdue, AStepBeginsWhenItsDaysAreOver) {
    const facts::overdue_steps steps{.warn_days = 1, .stop_marketing_days = 7, .stop_days = 14};
    struct {
        facts::overdue_steps steps;
        uint32_t today;
        overdue_step step;
    } table[] = {
        {steps, 99, none},
        {steps, 100, none},
        {steps, 101, warn},
        {steps, 106, warn},
        {steps, 107, stop_marketing},
        {steps, 113, stop_marketing},
        {steps, 114, stop},
        {{}, 400, none},
        {{.stop_days = 14}, 113, none},
        {{.warn_days = 7, .stop_marketing_days = 7}, 107, stop_marketing},
    };
    for (const auto& each : table)
        EXPECT_EQ(overdue_step_at(each.steps, 100, each.today), each.step) << each.today;
}

TEST(EngineOverdue, TheClientIsToldOnceOfEachStep) {
    late_payer desk;
    EXPECT_THAT(desk.told_on(11), IsEmpty());
    EXPECT_THAT(desk.told_on(12), ElementsAre("RE-0001 warn: 1.46 of 1.46"));
    EXPECT_THAT(desk.told_on(13), IsEmpty());
    desk.pay("0.46", 1);
    EXPECT_THAT(desk.told_on(18), ElementsAre("RE-0001 stop_marketing: 1 of 1.46"));
    EXPECT_THAT(desk.told_on(25), ElementsAre("RE-0001 stop: 1 of 1.46"));
    EXPECT_THAT(desk.told_on(60), IsEmpty());
}

TEST(EngineOverdue, ARestartTellsNothingTwiceAndMissesNothing) {
    late_payer desk;
    desk.told_on(12);
    desk.restart();
    desk.pass(120'000);
    EXPECT_THAT(desk.told_now(), IsEmpty());
    desk.restart();
    EXPECT_THAT(desk.told_on(18), ElementsAre("RE-0001 stop_marketing: 1.46 of 1.46"));
}

TEST(EngineOverdue, OfSeveralStepsThatBeganMeanwhileTheLastIsTold) {
    late_payer desk;
    EXPECT_THAT(desk.told_on(26), ElementsAre("RE-0001 stop: 1.46 of 1.46"));
    EXPECT_THAT(desk.told_on(27), IsEmpty());
}

TEST(EngineOverdue, WhatIsPaidOrTakenBackIsNotOverdue) {
    late_payer desk;
    desk.pay("1.46", 1);
    EXPECT_THAT(desk.told_on(26), IsEmpty());
    late_payer other;
    other.told<facts::invoiced>(facts::take_back_invoice{.seller = "main", .number = 1, .by = "clerk"});
    EXPECT_THAT(other.told_on(26), IsEmpty());
}

// Steps that are agreed later count as well; without a contract's there are none.
TEST(EngineOverdue, StepsAreThoseOfTheContractThatHolds) {
    late_payer desk;
    auto without = clerk::contract(1);
    without.value.overdue = {};
    desk.agree(without);
    EXPECT_THAT(desk.told_on(26), IsEmpty());
    desk.agree(clerk::contract(2));
    desk.pass(60'000);
    EXPECT_THAT(desk.told_now(), ElementsAre("RE-0001 stop: 1.46 of 1.46"));
}

}  // namespace kaskad::engine::test
