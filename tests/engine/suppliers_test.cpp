#include "engine/suppliers.hpp"

#include "engine/money_orders.hpp"
#include "tests/engine/clerk.hpp"

#include <gtest/gtest.h>

// A link leaves before its supplier's money is spent, or when it is refused for want of credit, and returns with money.

namespace kaskad::engine::test {
namespace {

using facts::money_order_kind;
using facts::refusal_code;

constexpr int64_t MINUTE = 60'000;
constexpr uint32_t NO_CREDIT = 0x407;

// "cheap" (0.05 a part) is paid in advance; "dear" is not.
facts::declare with_prepaid(const char* floor = "0") {
    auto command = declaration();
    command.links[0].supplier.prepaid = true;
    command.links[0].supplier.balance_floor = amount(floor);
    facts::reason_rule rule;
    rule.command_status = NO_CREDIT;
    rule.reason = core::reason::link_out_of_credit;
    command.links[0].reasons.push_back(rule);
    return command;
}

struct payer : clerk {
    explicit payer(facts::declare declared = with_prepaid()) {
        declared.links[0].digest = "2";
        declare(std::move(declared));
        bind(CHEAP);
        bind(DEAR);
        answers.clear();
    }

    facts::ordered pay(const char* value, std::string reference = {}) {
        auto made = order(money_order_kind::supplier_payment, value, std::move(reference));
        made.client = "cheap";
        return told<facts::ordered>(made);
    }
    // Over which it went; it is taken.
    core::link_id sent() {
        send(text());
        const auto submit = take_submit();
        answer(submit, 0, "id" + std::to_string(++count_));
        return submit.bind.link;
    }
    core::amount owed() const { return posted(billing::account_kind::payable, CHEAP.value); }
    facts::supplier_standing standing() {
        for (auto& row : told<facts::supplier_standings>(facts::query_suppliers{}).rows)
            if (row.link == CHEAP) return row;
        ADD_FAILURE() << "it is not listed";
        return {};
    }

  private:
    int count_ = 0;
};

TEST(EngineSuppliers, NothingIsBoughtBeforeItIsPaid) {
    payer world;
    EXPECT_EQ(world.sent(), DEAR);
    EXPECT_EQ(world.pay("-0.10").balance, amount("-0.10"));
    EXPECT_EQ(world.posted(billing::account_kind::cash), amount("-19.90"));  // the openings of two clients, less that
    EXPECT_EQ(world.sent(), CHEAP);
    EXPECT_EQ(world.sent(), CHEAP);
    EXPECT_EQ(world.owed(), amount("0"));
    EXPECT_EQ(world.sent(), DEAR);
    world.expect_balanced();
}

TEST(EngineSuppliers, ItLeavesBeforeTheFloor) {
    payer world{with_prepaid("0.06")};
    world.pay("-0.15");
    EXPECT_EQ(world.sent(), CHEAP);
    EXPECT_EQ(world.standing().left, amount("0.04"));
    EXPECT_EQ(world.sent(), CHEAP);
    EXPECT_EQ(world.sent(), DEAR) << "0.05 is left, and 0.06 must be";
    EXPECT_EQ(world.standing().left, amount("-0.01"));
}

TEST(EngineSuppliers, WhatTheSupplierSaysCountsAsWell) {
    payer world;
    world.pay("-10");
    world.tell(facts::tell_balance{CHEAP, amount("0.10"), world.now.utc_ms});
    EXPECT_EQ(world.sent(), CHEAP);
    EXPECT_EQ(world.sent(), CHEAP);
    EXPECT_EQ(world.sent(), DEAR) << "what was bought since it said so is spent";
    world.tell(facts::tell_balance{CHEAP, amount("5"), world.now.utc_ms});
    EXPECT_EQ(world.sent(), CHEAP);
    const auto row = world.standing();
    EXPECT_EQ(row.told, amount("5"));
    EXPECT_EQ(row.left, amount("9.85"));
    world.tell(facts::tell_balance{CHEAP, amount("0"), world.now.utc_ms});
    EXPECT_EQ(world.sent(), DEAR);
    world.pay("-1");
    EXPECT_EQ(world.sent(), CHEAP) << "by our books, until it says something again";
}

TEST(EngineSuppliers, RefusedForWantOfCreditItIsLeftAlone) {
    payer world;
    world.pay("-10");
    world.send(payer::text());
    world.answer(world.take_submit(), NO_CREDIT);
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    EXPECT_TRUE(world.standing().is_out_of_credit);
    EXPECT_EQ(world.sent(), DEAR);
    world.pay("-5", "bank 9");
    EXPECT_FALSE(world.standing().is_out_of_credit);
}

TEST(EngineSuppliers, AfterAWhileItIsTriedAgain) {
    payer world;
    world.pay("-10");
    world.send(payer::text());
    world.answer(world.take_submit(), NO_CREDIT);
    world.pass(15 * MINUTE - 1);
    EXPECT_TRUE(world.standing().is_out_of_credit);
    world.pass(1);
    EXPECT_FALSE(world.standing().is_out_of_credit);
}

TEST(EngineSuppliers, ABalanceBringsARefusedLinkBack) {
    payer world;
    world.pay("-10");
    world.send(payer::text());
    world.answer(world.take_submit(), NO_CREDIT);
    world.tell(facts::tell_balance{CHEAP, amount("0"), world.now.utc_ms});
    EXPECT_TRUE(world.standing().is_out_of_credit);
    world.tell(facts::tell_balance{CHEAP, amount("1"), world.now.utc_ms});
    EXPECT_FALSE(world.standing().is_out_of_credit);
}

TEST(EngineSuppliers, HowLongItWillDoIsToldByThePace) {
    payer world;
    world.pay("-10");
    EXPECT_EQ(world.standing().minutes_left, -1);
    for (int hour = 0; hour < 3; ++hour) {
        EXPECT_EQ(world.sent(), CHEAP);
        for (int minute = 0; minute < 60; ++minute)
            world.pass(MINUTE);
    }
    const auto row = world.standing();
    EXPECT_EQ(row.spent_hour, amount("0.05"));
    EXPECT_EQ(row.left, amount("9.85"));
    EXPECT_EQ(row.minutes_left, 197 * 60);
    world.pass(20 * MINUTE);
    world.restart();
    EXPECT_EQ(world.standing().minutes_left, 197 * 60) << "the pace is kept";
}

TEST(EngineSuppliers, OrdersHaveASideAndASign) {
    payer world;
    auto wrong = payer::order(money_order_kind::supplier_payment, "5");
    wrong.client = "cheap";
    EXPECT_EQ(world.refused(wrong), refusal_code::invalid_declaration);
    wrong.amount = amount("-5");
    wrong.client = "shop";
    EXPECT_EQ(world.refused(wrong), refusal_code::not_found);
    wrong.client = "cheap";
    wrong.seller = SHOP;
    EXPECT_NE(world.refused(wrong), refusal_code::overloaded);
    EXPECT_EQ(world.owed(), amount("0"));
    auto credit = payer::order(money_order_kind::supplier_credit, "-2");
    credit.client = "cheap";
    EXPECT_EQ(world.told<facts::ordered>(credit).balance, amount("-2"));
    auto more = payer::order(money_order_kind::supplier_adjustment, "0.5");
    more.client = "cheap";
    EXPECT_EQ(world.told<facts::ordered>(more).balance, amount("-1.5"));
    EXPECT_EQ(world.posted(billing::account_kind::adjust), amount("1.5"));
    world.expect_balanced();
}

TEST(EngineSuppliers, APaymentIsMadeOnceByItsReference) {
    payer world;
    world.pay("-5", "bank 1");
    world.restart();
    EXPECT_TRUE(world.pay("-5", "bank 1").is_repeat);
    EXPECT_EQ(world.owed(), amount("-5"));
    auto other = payer::order(money_order_kind::supplier_payment, "-5", "bank 1");
    other.client = "dear";
    EXPECT_EQ(world.refused(other), refusal_code::already_exists) << "of another supplier";
}

// A gateway whose links have no price yet stopped when it was asked how it stood with its suppliers.
TEST(EngineSuppliers, WithoutABuyPriceNothingIsOwedInAnyCurrency) {
    auto declared = with_prepaid();
    std::erase_if(declared.prices, [](const auto& each) { return !each.link.empty(); });
    clerk world;
    declared.links[0].digest = "2";
    world.declare(declared);
    world.pass(20'000);
    EXPECT_EQ(world.told<facts::supplier_standings>(facts::query_suppliers{}).rows.size(), 2U);
    world.tell(facts::tell_balance{CHEAP, amount("5"), world.now.utc_ms});
    auto payment = clerk::order(money_order_kind::supplier_payment, "-5");
    payment.client = "cheap";
    EXPECT_EQ(world.refused(payment), refusal_code::no_price);
    facts::record_reconciliation bill{.link = "cheap", .value = {}, .by = "clerk"};
    bill.value.from_day = JANUARY;
    bill.value.to_day = FEBRUARY;
    bill.value.sha256 = std::string(64, 'a');
    EXPECT_EQ(world.refused(bill), refusal_code::no_price);
}

}  // namespace
}  // namespace kaskad::engine::test
