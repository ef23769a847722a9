#include "billing/direct.hpp"

#include "billing/ledger.hpp"
#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace kaskad::billing {

namespace {

accrual_terms terms(int64_t price_e8, uint32_t units) {
    return {.message = {42},
            .attempt = 2,
            .link = {7},
            .currency = EUR,
            .price = {price_e8},
            .price_version = 3,
            .units = units};
}

}  // namespace

TEST(BillingDirect, AccruesWhatTheOperatorBills) {
    const auto made = accrual(terms(1'000'000, 3));
    ASSERT_TRUE(made.has_value());
    const auto& line = made->value();
    EXPECT_EQ(line.kind, transfer_kind::direct);
    EXPECT_EQ(line.code, posting_code::supplier_accrual);
    EXPECT_EQ(line.side, transfer_side::supplier);
    EXPECT_EQ(line.debit, make_account_id(account_kind::cost, 7, EUR));
    EXPECT_EQ(line.credit, make_account_id(account_kind::payable, 7, EUR));
    EXPECT_EQ(line.amount, core::amount{30'000});
    EXPECT_EQ(line.message, core::message_id{42});
    EXPECT_EQ(line.attempt, 2u);
    EXPECT_EQ(line.price_version, 3u);
}

TEST(BillingDirect, AccrualRefusesOrIsNothing) {
    EXPECT_EQ(accrual(terms(100, 0)).error(), refusal::no_units);
    EXPECT_EQ(accrual(terms(-1, 1)).error(), refusal::negative_price);
    EXPECT_EQ(accrual(terms(std::numeric_limits<int64_t>::max(), 4'000'000'000)).error(), refusal::amount_too_large);
    EXPECT_EQ(accrual(terms(0, 3))->has_value(), false);
}

// 0.05 a part, 0.02 of it on delivery. Each component is rounded for itself, half to even, as the operator's bill does.
TEST(BillingDirect, AccruesEachComponentForItself) {
    struct {
        int64_t submit_e8;
        int64_t delivery_e8;
        uint32_t units;
        int64_t submit_e6;
        int64_t delivery_e6;
    } const table[] = {
        {3'000'000, 2'000'000, 1, 30'000, 20'000},
        {3'000'000, 2'000'000, 3, 90'000, 60'000},
        {0, 5'000'000, 1, 0, 50'000},
        {5'000'000, 0, 2, 100'000, 0},
        {150, 50, 1, 2, 0},
        {250, 151, 1, 2, 2},
        {49, 51, 1, 0, 1},
    };
    for (const auto& row : table) {
        auto submit = terms(row.submit_e8, row.units);
        auto delivery = terms(row.delivery_e8, row.units);
        delivery.component = accrual_component::delivery;
        const auto amount_of = [](const accrual_terms& of) {
            const auto made = accrual(of).value();
            return made ? made->amount.e6 : 0;
        };
        EXPECT_EQ(amount_of(submit), row.submit_e6);
        EXPECT_EQ(amount_of(delivery), row.delivery_e6);
    }
}

// Two lines of one attempt between the same accounts, and neither a repeat of the other.
TEST(BillingDirect, TheComponentsAreDifferentTransfers) {
    auto delivery = terms(2'000'000, 1);
    delivery.component = accrual_component::delivery;
    const auto taken = accrual(terms(3'000'000, 1))->value();
    const auto delivered = accrual(delivery)->value();
    EXPECT_EQ(delivered.code, posting_code::supplier_delivery_accrual);
    EXPECT_EQ(delivered.side, transfer_side::supplier_delivery);
    EXPECT_EQ(delivered.debit, taken.debit);
    EXPECT_EQ(delivered.credit, taken.credit);
    EXPECT_NE(make_transfer_id(taken), make_transfer_id(delivered));
    auto of_other_code = delivered;
    of_other_code.code = taken.code;
    EXPECT_NE(make_transfer_id(taken), make_transfer_id(of_other_code)) << "by the side alone";
}

TEST(BillingDirect, AReversedAccrualUndoesIt) {
    memory_book book;
    const auto cost = book.add(open_account(account_kind::cost, 7, EUR));
    const auto payable = book.add(open_account(account_kind::payable, 7, EUR));
    const auto accrued = accrual(terms(1'000'000, 3))->value();
    const auto reversed = reversed_accrual(accrued);
    EXPECT_NE(make_transfer_id(accrued), make_transfer_id(reversed));
    const transfer both[] = {accrued, reversed};
    book.apply(*decide(both, book));
    EXPECT_EQ(book.at(cost).posted, core::amount{0});
    EXPECT_EQ(book.at(payable).posted, core::amount{0});
}

TEST(BillingDirect, MoneyThatComesInRaisesTheBalanceAndTheOtherSideFalls) {
    memory_book book;
    const auto client = book.add(open_account(account_kind::client, 5, EUR));
    const auto cash = book.add(open_account(account_kind::cash, 0, EUR));
    const auto line = booking_on({{5}, EUR, {10'000'000}, posting_code::topup, account_kind::cash});
    EXPECT_EQ(line.kind, transfer_kind::direct);
    EXPECT_EQ(line.released, core::amount{0});
    EXPECT_FALSE(line.message) << "it is about no one message";
    book.apply(*decide(std::span{&line, 1}, book));
    EXPECT_EQ(book.at(client).posted, core::amount{10'000'000});
    EXPECT_EQ(book.at(cash).posted, core::amount{-10'000'000});
}

// What takes from the balance goes the other way, with an amount that is positive.
TEST(BillingDirect, BooksInBothDirections) {
    memory_book book;
    const auto client = book.add(open_account(account_kind::client, 5, EUR));
    const auto adjust = book.add(open_account(account_kind::adjust, 0, EUR));
    for (const int64_t amount : {700, -1000}) {
        const auto line = booking_on({{5}, EUR, {amount}, posting_code::adjustment, account_kind::adjust});
        EXPECT_GT(line.amount.e6, 0);
        book.apply(*decide(std::span{&line, 1}, book));
    }
    EXPECT_EQ(book.at(client).posted, core::amount{-300});
    EXPECT_EQ(book.at(adjust).posted, core::amount{300});
}

TEST(BillingDirect, NothingIsNoBooking) {
    memory_book book;
    book.add(open_account(account_kind::client, 5, EUR));
    book.add(open_account(account_kind::cash, 0, EUR));
    const auto line = booking_on({{5}, EUR, {0}, posting_code::topup, account_kind::cash});
    EXPECT_EQ(decide(std::span{&line, 1}, book).error().why, refusal::non_positive_amount);
}

// What was agreed on is booked beyond what the client has; what is only wished is not.
TEST(BillingDirect, WhatIsAgreedOnNeedsNoCover) {
    struct row {
        posting_code code;
        account_kind other;
        bool is_booked;
    };
    const row table[] = {
        {posting_code::fee, account_kind::revenue, true},
        {posting_code::commitment, account_kind::revenue, true},
        {posting_code::price_correction, account_kind::revenue, true},
        {posting_code::adjustment, account_kind::adjust, true},
        {posting_code::tax, account_kind::tax, true},
        {posting_code::rounding, account_kind::rounding, true},
        {posting_code::receivable_settled, account_kind::receivable, true},
        {posting_code::topup, account_kind::cash, false},
        {posting_code::payment, account_kind::cash, false},
        {posting_code::credit_note, account_kind::revenue, false},
        {posting_code::volume_credit, account_kind::revenue, false},
    };
    for (const auto& [code, other, is_booked] : table) {
        memory_book book;
        book.add(open_account(account_kind::client, 5, EUR));
        book.add(open_account(other, 0, EUR));
        const auto line = booking_on({{5}, EUR, {-1}, code, other});
        EXPECT_EQ(decide(std::span{&line, 1}, book).has_value(), is_booked) << to_string(code);
    }
}

// Whose client it is, has the other side: its cash, its revenue, its corrections. Ours are those of owner 0.
TEST(BillingDirect, TheOtherSideIsAsAsked) {
    for (const uint32_t owner : {0U, 77U}) {
        const auto line = booking_on({{5}, EUR, {10}, posting_code::topup, account_kind::cash, owner});
        EXPECT_EQ(line.debit, make_account_id(account_kind::cash, owner, EUR));
        EXPECT_EQ(line.credit, make_account_id(account_kind::client, 5, EUR));
        EXPECT_EQ(line.amount, core::amount{10});
        EXPECT_EQ(line.currency, EUR);
    }
}

}  // namespace kaskad::billing
