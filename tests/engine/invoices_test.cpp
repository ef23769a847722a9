#include "engine/invoices.hpp"

#include "tests/engine/office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::engine::test {
namespace {

using billing::account_kind;
using facts::money_order_kind;
using facts::refusal_code;
using testing::HasSubstr;

// 1.234 is 1.23 on paper, and 19 per cent of that 0.2337, 0.23. The client owes 1.46: what the messages came to was
// taken before, so 0.226 are left to be taken.
TEST(EngineInvoices, TaxAndRoundingAreBookedAndThePaidInvoiceLeavesNothing) {
    office desk;
    desk.told<facts::ordered>(clerk::order(money_order_kind::adjustment, "-11.234"));  // as the messages did
    const auto made = desk.issue();
    EXPECT_EQ(made.number, 1U);
    EXPECT_EQ(made.net, amount("1.23"));
    EXPECT_EQ(made.tax, amount("0.23"));
    EXPECT_EQ(made.gross, amount("1.46"));
    EXPECT_EQ(made.paid, amount("0"));
    EXPECT_GT(made.posting, 0U);
    EXPECT_EQ(desk.posted(account_kind::tax), amount("0.23"));
    EXPECT_EQ(desk.posted(account_kind::rounding), amount("-0.004"));
    EXPECT_EQ(desk.balance(), amount("-1.46"));
    desk.pay("1.46", 1);
    EXPECT_EQ(desk.balance(), amount("0"));
    EXPECT_EQ(desk.find(1).paid, amount("1.46"));
    EXPECT_TRUE(desk.told<facts::invoices>(facts::query_invoices{.client = {}, .seller = {}, .only_unpaid = true})
                    .rows.empty());
    desk.expect_balanced();
}

TEST(EngineInvoices, WhoPaysBeforehandHasPaid) {
    office desk{"0"};
    const auto made = desk.issue();
    EXPECT_EQ(made.paid, amount("1.46"));
    EXPECT_EQ(made.due_day, 0U) << "it is due on no day";
    EXPECT_EQ(desk.balance(), amount("9.774"));  // 10 less tax and rounding
}

TEST(EngineInvoices, TheSameDaysAgainAreTheInvoiceThereIs) {
    office desk;
    const auto made = desk.issue();
    desk.restart();
    const auto again = desk.told<facts::invoiced>(clerk::january("5"));
    EXPECT_TRUE(again.is_repeat);
    EXPECT_EQ(again.value, made);
    EXPECT_EQ(desk.balance(), amount("9.774"));
    auto other = clerk::january("5");
    other.draft.from_day = JANUARY + 5;
    EXPECT_EQ(desk.refused(other), refusal_code::already_exists);
    EXPECT_THAT(desk.detail, HasSubstr("RE-0001"));
}

TEST(EngineInvoices, NumbersOfASellerHaveNoGaps) {
    office desk;
    auto dry = clerk::january("1");
    dry.is_dry_run = true;
    EXPECT_TRUE(desk.told<facts::invoiced>(dry).is_dry_run);
    EXPECT_EQ(desk.balance(), amount("10"));
    auto wrong = clerk::january("1");
    wrong.client = "bank";
    EXPECT_EQ(desk.refused(wrong), refusal_code::invalid_declaration);  // it has no contract
    EXPECT_EQ(desk.issue().number, 1U);
    EXPECT_EQ(
        desk.told<facts::invoiced>(facts::take_back_invoice{.seller = "main", .number = 1, .by = "clerk"}).value.number,
        2U);
    EXPECT_EQ(desk.issue().number, 3U);
}

TEST(EngineInvoices, WhatIsTakenBackIsTheOppositeAndFreesItsDays) {
    office desk;
    desk.issue();
    desk.restart();
    const facts::take_back_invoice back{.seller = "main", .number = 1, .by = "clerk"};
    const auto note = desk.told<facts::invoiced>(back);
    EXPECT_EQ(note.value.kind, billing::invoice_kind::credit_note);
    EXPECT_EQ(note.value.cites, 1U);
    EXPECT_EQ(note.value.gross, amount("-1.46"));
    EXPECT_EQ(note.value.issued_day, FEBRUARY);
    EXPECT_EQ(desk.find(1).taken_back, 2U);
    EXPECT_EQ(desk.balance(), amount("10"));
    EXPECT_EQ(desk.posted(account_kind::tax), amount("0"));
    EXPECT_EQ(desk.posted(account_kind::rounding), amount("0"));
    EXPECT_TRUE(desk.told<facts::invoiced>(back).is_repeat);
    EXPECT_EQ(desk.refused(facts::take_back_invoice{.seller = "main", .number = 2, .by = "clerk"}),
              refusal_code::invalid_declaration);  // a credit note itself
    auto payment = clerk::order(money_order_kind::payment, "1");
    payment.invoice_seller = "main";
    payment.invoice = 1;
    EXPECT_EQ(desk.refused(payment), refusal_code::invalid_declaration);
    desk.expect_balanced();
}

TEST(EngineInvoices, ADraftThatDoesNotAgreeWithTheBooksIsRefused) {
    office desk;
    auto fee = clerk::order(money_order_kind::fee, "-3", "fee january");
    fee.for_day = JANUARY + 4;
    desk.told<facts::ordered>(fee);
    EXPECT_EQ(desk.refused(clerk::january("1")), refusal_code::outdated);
    EXPECT_THAT(desk.detail, HasSubstr("fee"));
    auto right = clerk::january("1");
    right.draft.lines.push_back({.kind = billing::line_kind::fee, .text = "fee", .exact = amount("3")});
    EXPECT_EQ(desk.told<facts::invoiced>(right).value.net, amount("4"));
}

TEST(EngineInvoices, WhatWaitsForASecondPersonHoldsTheInvoiceUp) {
    office desk;
    auto corrected = clerk::order(money_order_kind::price_correction, "0.5", "again");
    corrected.for_day = JANUARY;
    const auto waiting = desk.told<facts::ordered>(corrected);
    EXPECT_EQ(desk.refused(clerk::january("1")), refusal_code::outdated);
    EXPECT_THAT(desk.detail, HasSubstr("second person"));
    desk.told<facts::ordered>(facts::decide_order{.order = waiting.value.id, .agrees = false, .by = "chief"});
    desk.issue();
}

TEST(EngineInvoices, NothingIsAddedToDaysThatAreInvoiced) {
    office desk;
    auto waiting = clerk::order(money_order_kind::price_correction, "0.5", "later");
    waiting.for_day = FEBRUARY;
    const auto id = desk.told<facts::ordered>(waiting).value.id;
    desk.issue();
    auto late = clerk::order(money_order_kind::fee, "-1", "late");
    late.for_day = FEBRUARY - 1;
    EXPECT_EQ(desk.refused(late), refusal_code::period_closed);
    EXPECT_THAT(desk.detail, HasSubstr("RE-0001"));
    late.for_day = FEBRUARY;
    desk.told<facts::ordered>(late);
    desk.told<facts::ordered>(facts::decide_order{.order = id, .agrees = true, .by = "chief"});
}

TEST(EngineInvoices, BadDraftsAreRefusedByTheirField) {
    office desk;
    const auto field_of = [&](auto change) {
        auto wish = clerk::january("1");
        change(wish.draft);
        EXPECT_EQ(desk.refused(wish), refusal_code::invalid_declaration);
        EXPECT_TRUE(desk.engine->memory().invoices.empty());
        return desk.field;
    };
    EXPECT_EQ(field_of([](auto& draft) { draft.seller = "other"; }), "seller");
    EXPECT_EQ(field_of([](auto& draft) { draft.to_day = FEBRUARY + 1; }), "to_day");  // today is not over
    EXPECT_EQ(field_of([](auto& draft) { draft.from_day = FEBRUARY; }), "to_day");
    EXPECT_EQ(field_of([](auto& draft) { draft.from_day = FEBRUARY - 93; }), "to_day");
    EXPECT_EQ(field_of([](auto& draft) { draft.issued_day = FEBRUARY - 1; }), "issued");
    EXPECT_EQ(field_of([](auto& draft) { draft.due_day = FEBRUARY - 1; }), "issued");
    EXPECT_EQ(field_of([](auto& draft) { draft.tax_ppm = 1'000'001; }), "tax_percent");
    EXPECT_EQ(field_of([](auto& draft) { draft.lines.resize(5'001); }), "lines");
}

// Of several that were issued in one moment the higher number is the newer.
TEST(EngineInvoices, AreToldByPagesFromTheNewestOn) {
    office desk;
    for (uint32_t month = 0; month < 3; ++month) {
        auto draft = clerk::january("1");
        draft.draft.from_day = JANUARY - 31 * month;
        draft.draft.to_day = draft.draft.from_day + 31;
        draft.draft.issued_day = draft.draft.due_day = FEBRUARY;
        desk.told<facts::invoiced>(draft);
        if (month == 0) desk.pass(1'000);
    }
    facts::query_invoices asked{.client = "shop", .seller = {}, .limit = 2, .after_seller = {}};
    const auto first = desk.told<facts::invoices>(asked);
    ASSERT_EQ(first.rows.size(), 2U);
    EXPECT_TRUE(first.is_cut);
    EXPECT_EQ(first.rows[0].number, 3U);
    asked.after_seller = first.rows[1].seller;
    asked.after_number = first.rows[1].number;
    const auto second = desk.told<facts::invoices>(asked);
    ASSERT_EQ(second.rows.size(), 1U);
    EXPECT_FALSE(second.is_cut);
    EXPECT_EQ(second.rows[0].number, 1U);
    asked.after_number = 9;
    EXPECT_EQ(desk.refused(asked), refusal_code::not_found);
    EXPECT_EQ(desk.field, "after");
    asked.client = "bank";
    asked.after_number = 1;
    EXPECT_EQ(desk.refused(asked), refusal_code::not_found) << "another's";
}

TEST(EngineInvoices, AreKeptUpToTheirBound) {
    office desk;
    desk.change_limits([](auto& limits) { limits.billing.invoices_max = 1; });
    desk.restart();
    desk.issue();
    auto other = clerk::january("1");
    other.draft.from_day = JANUARY - 31;
    other.draft.to_day = JANUARY;
    EXPECT_EQ(desk.refused(other), refusal_code::overloaded);
}

// Due ten days after the first of February; marketing stops a week later and everything after two.
TEST(EngineInvoices, WhoDoesNotPaySendsLessAndThenNothing) {
    office desk;
    desk.issue();
    const auto refused = [&](core::message_class of) {
        desk.bind(CHEAP, 100);
        desk.tell(clerk::of_class(of));
        const auto answer = desk.take_answer();
        const auto* why = std::get_if<facts::refusal>(&answer.value);
        desk.detail = why ? why->detail : "";
        return why && why->code == refusal_code::payment_overdue;
    };
    using enum core::message_class;
    desk.pass(16 * DAY_MS);
    EXPECT_FALSE(refused(marketing));
    desk.pass(DAY_MS);
    EXPECT_TRUE(refused(marketing));
    EXPECT_THAT(desk.detail, HasSubstr("RE-0001 has been due for 7 days"));
    EXPECT_FALSE(refused(otp));
    desk.pass(7 * DAY_MS);
    EXPECT_TRUE(refused(otp));
    desk.restart();
    EXPECT_TRUE(refused(otp));
    desk.pay("1.45", 1);
    EXPECT_TRUE(refused(otp));
    desk.pay("0.01", 1);
    EXPECT_FALSE(refused(otp));
    EXPECT_FALSE(refused(marketing));
}

}  // namespace
}  // namespace kaskad::engine::test
