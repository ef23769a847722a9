#include "billing/direct.hpp"

#include "billing/ledger.hpp"
#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>

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

TEST(BillingDirect, TopupRaisesTheClientsBalance) {
    memory_book book;
    const auto client = book.add(open_account(account_kind::client, 5, EUR));
    const auto cash = book.add(open_account(account_kind::cash, 0, EUR));
    const auto line = topup({5}, EUR, {10'000'000});
    book.apply(*decide(std::span{&line, 1}, book));
    EXPECT_EQ(book.at(client).posted, core::amount{10'000'000});
    EXPECT_EQ(book.at(cash).posted, core::amount{-10'000'000});
}

// A negative top-up once added money elsewhere; here it is refused.
TEST(BillingDirect, ANegativeTopupIsRefused) {
    memory_book book;
    book.add(open_account(account_kind::client, 5, EUR));
    book.add(open_account(account_kind::cash, 0, EUR));
    const auto line = topup({5}, EUR, {-1});
    EXPECT_EQ(decide(std::span{&line, 1}, book).error().why, refusal::non_positive_amount);
}

TEST(BillingDirect, AdjustsInBothDirections) {
    memory_book book;
    const auto client = book.add(open_account(account_kind::client, 5, EUR));
    book.add(open_account(account_kind::adjust, 0, EUR));
    for (const int64_t amount : {700, -1000}) {
        const auto line = adjustment({5}, EUR, {amount});
        book.apply(*decide(std::span{&line, 1}, book));
    }
    EXPECT_EQ(book.at(client).posted, core::amount{-300});
}

}  // namespace kaskad::billing
