#include "billing/trial_balance.hpp"

#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace kaskad::billing {

namespace {

account with(account_kind kind, core::currency currency, int64_t posted) {
    auto value = open_account(kind, 0, currency);
    value.posted = {posted};
    return value;
}

}  // namespace

TEST(BillingTrialBalance, NamesTheCurrencyThatDoesNotSumToZero) {
    using enum account_kind;
    EXPECT_TRUE(unbalanced_currencies({}).empty());
    const account right[] = {with(cash, EUR, -5), with(client, EUR, 5), with(cash, USD, -7), with(client, USD, 7)};
    EXPECT_TRUE(unbalanced_currencies(right).empty());
    const account wrong[] = {with(cash, EUR, -5), with(client, EUR, 5), with(cash, USD, -7), with(client, USD, 6)};
    EXPECT_EQ(unbalanced_currencies(wrong), std::vector{USD});
}

// Dollars do not make up for missing euros.
TEST(BillingTrialBalance, KeepsCurrenciesApart) {
    const account accounts[] = {with(account_kind::cash, EUR, -5), with(account_kind::client, USD, 5)};
    EXPECT_EQ(unbalanced_currencies(accounts), (std::vector{EUR, USD}));
}

TEST(BillingTrialBalance, SumsBeyond64Bits) {
    constexpr auto MAX = std::numeric_limits<int64_t>::max();
    const account accounts[] = {with(account_kind::cash, EUR, MAX), with(account_kind::client, EUR, MAX),
                                with(account_kind::revenue, EUR, -MAX), with(account_kind::adjust, EUR, -MAX)};
    EXPECT_TRUE(unbalanced_currencies(accounts).empty());
}

}  // namespace kaskad::billing
