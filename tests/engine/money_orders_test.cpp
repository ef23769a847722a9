#include "engine/money_orders.hpp"

#include "tests/engine/clerk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::engine::test {
namespace {

using facts::money_order_kind;
using facts::money_order_state;
using facts::refusal_code;
using testing::HasSubstr;

rig_options with_approval() {
    rig_options options;
    options.limits.billing.approve_above = amount("100");
    return options;
}

struct desk : test::clerk {
    desk() : test::clerk{with_approval()} {}

    facts::ordered ordered(facts::command command) { return told<facts::ordered>(std::move(command)); }
};

TEST(EngineMoneyOrders, EachKindHasItsOtherSide) {
    desk clerk;  // the shop began with 10
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::top_up, "5")).balance, amount("15"));
    EXPECT_EQ(clerk.posted(billing::account_kind::cash, 0), amount("-25"));  // with the bank's opening balance
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::credit_note, "2")).balance, amount("17"));
    EXPECT_EQ(clerk.posted(billing::account_kind::revenue, 0), amount("-2"));
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::adjustment, "-3")).balance, amount("14"));
    EXPECT_EQ(clerk.posted(billing::account_kind::adjust, 0), amount("3"));
    clerk.expect_balanced();
}

TEST(EngineMoneyOrders, BadOrdersAreRefusedAndChangeNothing) {
    desk clerk;
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::top_up, "-1")), refusal_code::invalid_declaration);
    EXPECT_THAT(clerk.detail, HasSubstr("more than 0"));
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::top_up, "0")), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::credit_note, "-1")), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::adjustment, "0")), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::top_up, "1000000001")), refusal_code::invalid_declaration);
    auto dollars = desk::order(money_order_kind::top_up, "1");
    dollars.currency = "USD";
    EXPECT_EQ(clerk.refused(dollars), refusal_code::invalid_declaration);
    EXPECT_THAT(clerk.detail, HasSubstr("in EUR"));
    auto silent = desk::order(money_order_kind::adjustment, "1");
    silent.reason.clear();
    EXPECT_EQ(clerk.refused(silent), refusal_code::invalid_declaration);
    // Else anybody would be the second person.
    auto nameless = desk::order(money_order_kind::top_up, "1");
    nameless.by.clear();
    EXPECT_EQ(clerk.refused(nameless), refusal_code::not_yours);
    auto nobody = desk::order(money_order_kind::top_up, "1");
    nobody.client = "nobody";
    EXPECT_EQ(clerk.refused(nobody), refusal_code::not_found);
    EXPECT_EQ(clerk.balance(), amount("10"));
    EXPECT_EQ(clerk.engine->memory().money_orders.size(), 2U);  // what the clients began with
}

TEST(EngineMoneyOrders, AReferenceIsOneOrderHoweverOftenItComes) {
    desk clerk;
    const auto first = clerk.ordered(desk::order(money_order_kind::top_up, "5", "invoice 7"));
    clerk.restart();
    const auto again = clerk.ordered(desk::order(money_order_kind::top_up, "5", "invoice 7"));
    EXPECT_TRUE(again.is_repeat);
    EXPECT_EQ(again.value, first.value);
    EXPECT_EQ(clerk.balance(), amount("15"));
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::top_up, "6", "invoice 7")), refusal_code::already_exists);
    EXPECT_EQ(clerk.balance(), amount("15"));
}

TEST(EngineMoneyOrders, ALargeOneWaitsForASecondPerson) {
    desk clerk;
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::top_up, "100")).value.state, money_order_state::booked);
    const auto large = clerk.ordered(desk::order(money_order_kind::top_up, "100.000001"));
    EXPECT_EQ(large.value.state, money_order_state::waiting);
    EXPECT_EQ(large.balance, amount("110"));
    const auto decide = [&](std::string by, bool agrees) {
        return facts::decide_order{.order = large.value.id, .agrees = agrees, .by = std::move(by)};
    };
    EXPECT_EQ(clerk.refused(decide("clerk", true)), refusal_code::not_yours);
    EXPECT_EQ(clerk.refused(decide("", true)), refusal_code::not_yours);
    clerk.restart();
    const auto booked = clerk.ordered(decide("chief", true));
    EXPECT_EQ(booked.value.state, money_order_state::booked);
    EXPECT_EQ(booked.value.decided_by, "chief");
    EXPECT_EQ(booked.balance, amount("210.000001"));
    EXPECT_GT(booked.value.posting, 0U);
    EXPECT_EQ(clerk.refused(decide("other", true)), refusal_code::already_decided);
    EXPECT_EQ(clerk.balance(), amount("210.000001"));
}

TEST(EngineMoneyOrders, WhatIsTakenOffNeedsASecondPersonAsWell) {
    desk clerk;
    const auto large = clerk.ordered(desk::order(money_order_kind::adjustment, "-100.5"));
    EXPECT_EQ(large.value.state, money_order_state::waiting);
    const auto refused = clerk.ordered(facts::decide_order{.order = large.value.id, .agrees = false, .by = "chief"});
    EXPECT_EQ(refused.value.state, money_order_state::refused);
    EXPECT_EQ(refused.value.posting, 0U);
    EXPECT_EQ(clerk.balance(), amount("10"));
}

TEST(EngineMoneyOrders, ADryRunBooksNothing) {
    desk clerk;
    auto dry = desk::order(money_order_kind::top_up, "5", "invoice 8");
    dry.is_dry_run = true;
    EXPECT_TRUE(clerk.ordered(dry).is_dry_run);
    EXPECT_EQ(clerk.balance(), amount("10"));
    dry.is_dry_run = false;
    EXPECT_FALSE(clerk.ordered(dry).is_repeat);
    EXPECT_EQ(clerk.balance(), amount("15"));
}

TEST(EngineMoneyOrders, AreListedNewestFirstAndKeptUpToTheirBound) {
    desk clerk;
    clerk.change_limits([](auto& limits) { limits.billing.orders_max = 4; });
    clerk.restart();
    clerk.ordered(desk::order(money_order_kind::top_up, "1"));
    const auto waiting = clerk.ordered(desk::order(money_order_kind::top_up, "101")).value;
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::top_up, "1")), refusal_code::overloaded);
    const auto list = [&](facts::query_orders query) {
        clerk.tell(std::move(query));
        const auto answer = clerk.take_answer();
        return std::get<facts::money_orders>(answer.value);
    };
    const auto all = list({.client = {}});
    ASSERT_EQ(all.rows.size(), 4U);
    EXPECT_EQ(all.rows[0], waiting);
    EXPECT_FALSE(all.is_cut);
    EXPECT_EQ(list({.client = {}, .only_waiting = true}).rows.size(), 1U);
    EXPECT_EQ(list({.client = "bank"}).rows.size(), 1U);
    const auto page = list({.client = {}, .before = waiting.id, .limit = 2});
    EXPECT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.rows[0].id, waiting.id - 1);
    EXPECT_TRUE(page.is_cut);
}

TEST(EngineMoneyOrders, WhatAContractBringsIsRevenueAndMayOnlyGoItsWay) {
    desk clerk;
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::fee, "-2")).balance, amount("8"));
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::commitment, "-20")).balance, amount("-12"));  // agreed on
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::volume_credit, "1")).balance, amount("-11"));
    EXPECT_EQ(clerk.posted(billing::account_kind::revenue), amount("21"));
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::payment, "11")).balance, amount("0"));
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::fee, "2")), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::commitment, "2")), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::volume_credit, "-2")), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.refused(desk::order(money_order_kind::payment, "-2")), refusal_code::invalid_declaration);
    clerk.expect_balanced();
}

// However small: nobody prices anew alone.
TEST(EngineMoneyOrders, ACorrectionOfPricesAlwaysNeedsASecondPerson) {
    desk clerk;
    const auto waiting = clerk.ordered(desk::order(money_order_kind::price_correction, "-0.01"));
    EXPECT_EQ(waiting.value.state, money_order_state::waiting);
    EXPECT_EQ(clerk.balance(), amount("10"));
    const auto booked = clerk.ordered(facts::decide_order{.order = waiting.value.id, .agrees = true, .by = "chief"});
    EXPECT_EQ(booked.balance, amount("9.99"));
}

TEST(EngineMoneyOrders, WhatIsInvoicedIsForADayThatHasCome) {
    desk clerk;
    EXPECT_EQ(clerk.ordered(desk::order(money_order_kind::fee, "-1")).value.for_day, JANUARY);  // today
    auto dated = desk::order(money_order_kind::fee, "-1");
    dated.for_day = JANUARY - 3;
    EXPECT_EQ(clerk.ordered(dated).value.for_day, JANUARY - 3);
    dated.for_day = JANUARY + 1;
    EXPECT_EQ(clerk.refused(dated), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.field, "for_day");
}

TEST(EngineMoneyOrders, OnlyAPaymentIsForAnInvoice) {
    desk clerk;
    auto made = desk::order(money_order_kind::top_up, "1");
    made.invoice_seller = "main";
    made.invoice = 1;
    EXPECT_EQ(clerk.refused(made), refusal_code::invalid_declaration);
    made.kind = money_order_kind::payment;
    EXPECT_EQ(clerk.refused(made), refusal_code::not_found);
    EXPECT_EQ(clerk.field, "invoice");
}

}  // namespace
}  // namespace kaskad::engine::test
