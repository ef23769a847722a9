#include "billing/account.hpp"

#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace kaskad::billing {

TEST(BillingAccount, IdSaysKindOwnerAndCurrency) {
    constexpr core::currency FIRST{{'A', 'A', 'A'}};
    constexpr core::currency LAST{{'Z', 'Z', 'Z'}};
    constexpr auto OWNER_MAX = std::numeric_limits<uint32_t>::max();
    std::set<account_id> ids;
    for (const auto kind : {account_kind::client, account_kind::revenue, account_kind::adjust}) {
        for (const uint32_t owner : {0u, 1u, OWNER_MAX}) {
            for (const auto currency : {FIRST, EUR, USD, LAST})
                ids.insert(make_account_id(kind, owner, currency));
        }
    }
    EXPECT_EQ(ids.size(), 3u * 3 * 4);
    EXPECT_FALSE(ids.contains(account_id{}));
}

// Ids are kept on disk: the formula may never change.
TEST(BillingAccount, IdIsStable) {
    EXPECT_EQ(make_account_id(account_kind::client, 7, EUR).value,
              (1ULL << 47) + (7ULL << 15) + 4 * 676 + 20 * 26 + 17);
}

TEST(BillingAccount, OnlyClientsAreLimitedWhenOpened) {
    const auto client = open_account(account_kind::client, 3, EUR);
    EXPECT_EQ(client.id, make_account_id(account_kind::client, 3, EUR));
    EXPECT_EQ(client.owner, 3u);
    EXPECT_EQ(client.currency, EUR);
    EXPECT_TRUE(client.limited);
    EXPECT_EQ(client.limit, core::amount{0});
    for (const auto kind : {account_kind::revenue, account_kind::cost, account_kind::payable, account_kind::cash}) {
        EXPECT_FALSE(open_account(kind, 0, EUR).limited) << to_string(kind);
    }
}

TEST(BillingAccount, AvailableIsBalanceAndLimitLessReserved) {
    auto client = open_account(account_kind::client, 1, EUR);
    client.posted = {100};
    client.limit = {50};
    client.reserved = {30};
    EXPECT_EQ(available(client), core::amount{120});
    client.reserved = {200};
    EXPECT_EQ(available(client), core::amount{-50});
}

TEST(BillingAccount, AvailableSaturatesInsteadOfOverflowing) {
    constexpr auto MAX = std::numeric_limits<int64_t>::max();
    auto client = open_account(account_kind::client, 1, EUR);
    client.posted = {MAX};
    client.limit = {MAX};
    EXPECT_EQ(available(client), core::amount{MAX});
    client.posted = {-MAX};
    client.limit = {0};
    client.reserved = {MAX};
    EXPECT_EQ(available(client), core::amount{std::numeric_limits<int64_t>::min()});
}

TEST(BillingAccountDeathTest, HasAKindAndACurrency) {
    EXPECT_DEATH(make_account_id(account_kind::none, 1, EUR), "kind != account_kind::none");
    EXPECT_DEATH(make_account_id(account_kind::client, 1, core::currency{}), "assertion failed");
}

}  // namespace kaskad::billing
