#include "engine/contracts.hpp"

#include "tests/engine/clerk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::engine::test {
namespace {

using facts::exchange_rule;
using facts::refusal_code;
using testing::HasSubstr;

TEST(EngineContracts, AreKeptOverARestartVersionByVersion) {
    clerk desk;
    EXPECT_EQ(desk.told<facts::contracts>(clerk::contract()).rows.at(0).value.version, 1U);
    desk.restart();
    EXPECT_EQ(desk.refused(clerk::contract()), refusal_code::outdated);  // made from none, and there is one
    EXPECT_THAT(desk.detail, HasSubstr("version 1"));
    auto next = clerk::contract(1);
    next.value.payment_days = 30;
    EXPECT_EQ(desk.told<facts::contracts>(next).rows.at(0).value.version, 2U);
    const auto told = desk.told<facts::contracts>(facts::query_contracts{.client = "shop"});
    EXPECT_EQ(told.rows.at(0).value.payment_days, 30U);
    EXPECT_EQ(told.rows.at(0).client, "shop");
    EXPECT_EQ(desk.refused(facts::query_contracts{.client = "bank"}), refusal_code::not_found);
}

TEST(EngineContracts, ADryRunChangesNothing) {
    clerk desk;
    auto wish = clerk::contract();
    wish.is_dry_run = true;
    EXPECT_EQ(desk.told<facts::contracts>(wish).rows.at(0).value.version, 1U);
    EXPECT_TRUE(desk.engine->memory().contracts.empty());
}

TEST(EngineContracts, WhatIsWrongIsNamedByItsField) {
    clerk desk;
    const auto field_of = [&](auto change) {
        auto wish = clerk::contract();
        change(wish);
        EXPECT_NE(desk.refused(wish), refusal_code::overloaded);
        EXPECT_TRUE(desk.engine->memory().contracts.empty());
        return desk.field;
    };
    EXPECT_EQ(field_of([](auto& wish) { wish.client = "nobody"; }), "client");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.buyer.name.clear(); }), "buyer.name");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.language = "xx"; }), "language");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.tax_code.clear(); }), "tax_code");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.payment_days = 367; }), "payment_days");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.notice_days = 367; }), "notice_days");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.overdue.stop_days = 6; }), "overdue");  // before marketing stops
    EXPECT_EQ(field_of([](auto& wish) { wish.value.tariff.commitment = amount("-1"); }), "commitment");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.buyer.address.assign(9, "line"); }), "buyer.address");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.priced_in = {{'E', 'U', 'R'}}; }), "priced_in");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.rate_rule = exchange_rule::invoice_day; }), "rate_rule");
    EXPECT_EQ(field_of([](auto& wish) { wish.value.fixed_rate_e8 = 1; }), "rate");
    EXPECT_EQ(field_of([](auto& wish) {
                  wish.value.priced_in = {{'U', 'S', 'D'}};
                  wish.value.rate_rule = exchange_rule::fixed;
              }),
              "rate");
    EXPECT_EQ(field_of([](auto& wish) {
                  wish.value.priced_in = {{'U', 'S', 'D'}};
                  wish.value.rate_rule = exchange_rule::invoice_day;
                  wish.value.seller.clear();
              }),
              "rate_rule");
}

// Every part beyond two in a month costs half; what is not charged after all is not counted.
TEST(EngineContracts, ProgressiveStepsLowerThePriceOfWhatIsSentBeyondThem) {
    clerk desk;
    desk.bind(CHEAP, 100);
    auto wish = clerk::contract();
    wish.value.tariff.steps = {{2, 500'000}};
    desk.agree(wish);
    desk.send(clerk::text());
    EXPECT_EQ(desk.balance(), amount("9.92"));
    desk.send(clerk::text(std::string(200, 'x')));  // two parts, begun below the step: 0.16
    EXPECT_EQ(desk.balance(), amount("9.76"));
    const auto id = desk.send(clerk::text());  // the fourth
    EXPECT_EQ(desk.balance(), amount("9.72"));
    EXPECT_EQ(desk.message(id).sell_price, price("0.04"));
    desk.restart();
    desk.bind(CHEAP, 100);
    desk.send(clerk::text());
    EXPECT_EQ(desk.balance(), amount("9.68"));  // counted over a restart
    desk.pass(31 * DAY_MS);
    desk.bind(CHEAP, 100);
    desk.send(clerk::text());
    EXPECT_EQ(desk.balance(), amount("9.60"));  // a new month
}

TEST(EngineContracts, StepsHoldFromItsFirstDayOn) {
    clerk desk;
    desk.bind(CHEAP, 100);
    auto wish = clerk::contract();
    wish.value.tariff.steps = {{0, 500'000}};
    wish.value.from_day = JANUARY + 1;
    desk.agree(wish);
    desk.send(clerk::text());
    EXPECT_EQ(desk.balance(), amount("9.92"));
    desk.restart();
    desk.pass(DAY_MS);
    desk.bind(CHEAP, 100);
    desk.send(clerk::text());
    EXPECT_EQ(desk.balance(), amount("9.88"));
}

TEST(EngineContracts, WholeVolumeStepsLeaveThePriceAsItIs) {
    clerk desk;
    desk.bind(CHEAP, 100);
    auto wish = clerk::contract();
    wish.value.tariff.rule = billing::step_rule::whole_volume;
    wish.value.tariff.steps = {{0, 500'000}};
    desk.agree(wish);
    desk.send(clerk::text());
    EXPECT_EQ(desk.balance(), amount("9.92"));
}

}  // namespace
}  // namespace kaskad::engine::test
