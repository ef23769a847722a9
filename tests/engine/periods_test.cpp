#include "tests/engine/clerk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::engine::test {
namespace {

using billing::account_kind;
using facts::money_order_kind;
using facts::refusal_code;
using testing::ElementsAre;
using testing::HasSubstr;

facts::close_period closing(uint32_t from_day, std::vector<std::string> nothing_for = {}) {
    return {.from_day = from_day, .nothing_for = std::move(nothing_for), .by = "clerk"};
}

TEST(EnginePeriods, AMonthIsClosedWhenItIsOverAndEveryContractIsInvoiced) {
    clerk desk;
    desk.agree();
    EXPECT_EQ(desk.refused(closing(JANUARY)), refusal_code::invalid_declaration);
    EXPECT_THAT(desk.detail, HasSubstr("not over"));
    desk.pass(31 * DAY_MS);
    auto waiting = clerk::order(money_order_kind::price_correction, "1", "again");
    waiting.for_day = JANUARY;
    const auto id = desk.told<facts::ordered>(waiting).value.id;
    EXPECT_THAT(desk.told<facts::period_check>(closing(JANUARY)).missing,
                ElementsAre(HasSubstr("client shop"), HasSubstr("second person")));
    EXPECT_TRUE(desk.engine->memory().periods.empty());
    desk.told<facts::ordered>(facts::decide_order{.order = id, .agrees = false, .by = "chief"});
    auto dry = closing(JANUARY, {"shop"});
    dry.is_dry_run = true;
    EXPECT_TRUE(desk.told<facts::period_check>(dry).missing.empty());
    EXPECT_TRUE(desk.engine->memory().periods.empty());
    desk.told<facts::invoiced>(clerk::january("1"));
    EXPECT_TRUE(desk.told<facts::period_check>(closing(JANUARY)).missing.empty());
    desk.restart();
    const auto told = desk.told<facts::periods>(facts::query_periods{});
    ASSERT_EQ(told.rows.size(), 1U);
    EXPECT_EQ(told.rows[0].to_day, FEBRUARY);
    EXPECT_EQ(told.rows[0].by, "clerk");
}

TEST(EnginePeriods, MonthsAreClosedOnceAndOneBehindTheOther) {
    clerk desk;
    desk.pass(90 * DAY_MS);
    EXPECT_EQ(desk.refused(closing(JANUARY + 1)), refusal_code::invalid_declaration);  // no first of a month
    EXPECT_EQ(desk.refused(closing(JANUARY, {"nobody"})), refusal_code::not_found);
    desk.told<facts::period_check>(closing(JANUARY));
    EXPECT_EQ(desk.refused(closing(JANUARY)), refusal_code::already_exists);
    EXPECT_EQ(desk.refused(closing(FEBRUARY + 28)), refusal_code::invalid_declaration);  // March
    EXPECT_EQ(desk.refused(closing(JANUARY - 31)), refusal_code::invalid_declaration);
    desk.told<facts::period_check>(closing(FEBRUARY));
}

TEST(EnginePeriods, NothingIsBookedForDaysThatAreClosed) {
    clerk desk;
    desk.pass(31 * DAY_MS);
    desk.told<facts::period_check>(closing(JANUARY));
    auto late = clerk::order(money_order_kind::fee, "-1");
    late.for_day = FEBRUARY - 1;
    EXPECT_EQ(desk.refused(late), refusal_code::period_closed);
    late.for_day = FEBRUARY;
    desk.told<facts::ordered>(late);
    // Money comes in when it comes.
    auto payment = clerk::order(money_order_kind::payment, "1");
    payment.for_day = FEBRUARY - 1;
    desk.told<facts::ordered>(payment);
}

// The bank pays 0.08 for what is delivered. Its message of January ends without a receipt and costs nothing; the
// receipt comes when January is closed.
TEST(EnginePeriods, WhatIsDeliveredLateOfAClosedMonthIsOwedApartAndPaidFirst) {
    clerk desk;
    desk.pass(31 * DAY_MS - 3'600'000);
    const auto bound = desk.bind(CHEAP, 100);
    auto command = clerk::text("Hello", BANK);
    command.validity_s = 60;
    const auto id = desk.send(command);
    desk.answer(desk.take_submit(), 0, "a1");
    desk.pass(2 * 3'600'000);
    desk.tell(facts::tick{});
    ASSERT_NE(desk.message(id).final_utc, 0);
    EXPECT_EQ(desk.posted(account_kind::client, BANK.value), amount("10"));
    desk.told<facts::period_check>(closing(JANUARY));
    desk.receipt(bound, "a1", facts::part_state::delivered);
    EXPECT_EQ(desk.message(id).charge.charged, amount("0.08"));
    EXPECT_EQ(desk.posted(account_kind::client, BANK.value), amount("10"));
    EXPECT_EQ(desk.posted(account_kind::receivable, BANK.value), amount("-0.08"));
    EXPECT_EQ(desk.posted(account_kind::revenue), amount("0.08"));
    auto first = clerk::order(money_order_kind::top_up, "0.05", "one");
    first.client = "bank";
    EXPECT_EQ(desk.told<facts::ordered>(first).balance, amount("10"));
    auto second = clerk::order(money_order_kind::top_up, "1", "two");
    second.client = "bank";
    EXPECT_EQ(desk.told<facts::ordered>(second).balance, amount("10.97"));
    EXPECT_EQ(desk.posted(account_kind::receivable, BANK.value), amount("0"));
    desk.expect_balanced();
}

}  // namespace
}  // namespace kaskad::engine::test
