#include "billing/ledger.hpp"

#include "billing/trial_balance.hpp"
#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <vector>

namespace kaskad::billing {

namespace {

using enum transfer_kind;
using enum refusal;

constexpr std::optional<refusal> OK = std::nullopt;

// Two clients, their opposite accounts in EUR, one account in USD, and one that no book knows.
struct BillingLedger : testing::Test {
    memory_book book;
    account_id client = add(account_kind::client, 1, EUR);
    account_id other = add(account_kind::client, 2, EUR);
    account_id revenue = add(account_kind::revenue, 0, EUR);
    account_id cash = add(account_kind::cash, 0, EUR);
    account_id dollars = add(account_kind::revenue, 0, USD);
    account_id nobody = make_account_id(account_kind::client, 99, EUR);

    account_id add(account_kind kind, uint32_t owner, core::currency currency) {
        return book.add(open_account(kind, owner, currency));
    }

    void set_limit(account_id id, int64_t limit) {
        auto value = book.at(id);
        value.limit = {limit};
        book.add(value);
    }

    std::optional<refused> decide_and_apply(std::span<const transfer> transfers) {
        const auto before = book;
        const auto decided = decide(transfers, book);
        EXPECT_EQ(book, before) << "deciding changed the book";
        if (!decided) return decided.error();
        book.apply(*decided);
        return std::nullopt;
    }
};

struct line {
    transfer_kind kind;
    account_id debit;
    account_id credit;
    int64_t amount;
    int64_t released;
    std::optional<refusal> expected;
    posting_code code = posting_code::topup;
    core::currency currency = EUR;
};

transfer to_transfer(const line& value) {
    transfer made;
    made.kind = value.kind;
    made.code = value.code;
    made.debit = value.debit;
    made.credit = value.credit;
    made.currency = value.currency;
    made.amount = {value.amount};
    made.released = {value.released};
    return made;
}

std::string_view name(std::optional<refusal> value) {
    return value ? to_string(*value) : "ok";
}

void run(BillingLedger& test, const std::vector<line>& table) {
    for (size_t index = 0; index < table.size(); ++index) {
        const auto made = to_transfer(table[index]);
        const auto no = test.decide_and_apply(std::span{&made, 1});
        const auto why = no ? std::optional{no->why} : std::nullopt;
        EXPECT_EQ(name(why), name(table[index].expected)) << "line " << index;
        EXPECT_TRUE(unbalanced_currencies(test.book.all()).empty()) << "line " << index;
    }
}

}  // namespace

TEST_F(BillingLedger, ReservesPostsAndReleasesWithinTheBalance) {
    run(*this, {
                   {direct, cash, client, 100, 0, OK},
                   {reserve, client, revenue, 60, 0, OK},
                   {reserve, client, revenue, 41, 0, insufficient_funds},
                   {reserve, client, revenue, 40, 0, OK},
                   {reserve, client, revenue, 1, 0, insufficient_funds},
                   {post, client, revenue, 60, 60, OK},
                   {reserve, client, revenue, 1, 0, insufficient_funds},
                   {void_, client, revenue, 0, 40, OK},
                   {expire, client, revenue, 0, 1, reservation_exceeded},
                   {reserve, client, revenue, 40, 0, OK},
                   {expire, client, revenue, 0, 40, OK},
               });
    EXPECT_EQ(book.at(client).posted, core::amount{40});
    EXPECT_EQ(book.at(client).reserved, core::amount{0});
    EXPECT_EQ(book.at(revenue).posted, core::amount{60});
    EXPECT_EQ(book.at(cash).posted, core::amount{-100});
}

TEST_F(BillingLedger, PartialPostRestoresTheRest) {
    run(*this, {
                   {direct, cash, client, 100, 0, OK},
                   {reserve, client, revenue, 90, 0, OK},
                   {post, client, revenue, 30, 90, OK},
                   {reserve, client, revenue, 70, 0, OK},
                   {post, client, revenue, 71, 70, reservation_exceeded},
                   {post, client, revenue, 0, 70, OK},
               });
    EXPECT_EQ(book.at(client).posted, core::amount{70});
    EXPECT_EQ(book.at(client).reserved, core::amount{0});
    EXPECT_EQ(book.at(revenue).posted, core::amount{30});
}

TEST_F(BillingLedger, LimitIsCreditBeyondTheBalance) {
    set_limit(client, 50);
    run(*this, {
                   {reserve, client, revenue, 51, 0, insufficient_funds},
                   {reserve, client, revenue, 50, 0, OK},
                   {direct, client, other, 1, 0, insufficient_funds},
                   {post, client, revenue, 50, 50, OK},
                   {direct, client, other, 1, 0, insufficient_funds},
               });
    EXPECT_EQ(book.at(client).posted, core::amount{-50});
}

TEST_F(BillingLedger, ALoweredLimitStopsReservesButNotPosts) {
    set_limit(client, 50);
    run(*this, {{reserve, client, revenue, 50, 0, OK}});
    set_limit(client, 10);
    run(*this, {
                   {reserve, client, revenue, 1, 0, insufficient_funds},
                   {post, client, revenue, 50, 50, OK},
                   {reserve, client, revenue, 1, 0, insufficient_funds},
               });
}

TEST_F(BillingLedger, LateChargesAndAdjustmentsPassTheLimit) {
    run(*this, {
                   {direct, client, revenue, 5, 0, OK, posting_code::message_late_charge},
                   {direct, client, cash, 5, 0, OK, posting_code::adjustment},
                   {reserve, client, revenue, 1, 0, insufficient_funds, posting_code::adjustment},
                   {direct, client, revenue, 1, 0, insufficient_funds, posting_code::topup},
               });
    EXPECT_EQ(book.at(client).posted, core::amount{-10});
}

// Each line breaks the rule it names and every rule behind it, as far as that can be.
TEST_F(BillingLedger, RefusesInTheDocumentedOrder) {
    run(*this, {
                   {reserve, nobody, nobody, 0, 0, non_positive_amount},
                   {reserve, nobody, nobody, -1, 0, non_positive_amount},
                   {reserve, client, revenue, 5, 5, non_positive_amount},
                   {direct, nobody, nobody, 0, 0, non_positive_amount},
                   {direct, client, revenue, 5, 5, non_positive_amount},
                   {post, nobody, nobody, -1, 5, non_positive_amount},
                   {post, nobody, nobody, 5, 0, non_positive_amount},
                   {void_, nobody, nobody, 5, 5, non_positive_amount},
                   {void_, nobody, nobody, 0, 0, non_positive_amount},
                   {expire, nobody, nobody, 0, -1, non_positive_amount},
                   {reserve, nobody, nobody, 5, 0, same_account},
                   {direct, nobody, dollars, 5, 0, unknown_account},
                   {direct, dollars, nobody, 5, 0, unknown_account},
                   {post, dollars, revenue, 5, 5, currency_mismatch},
                   {post, revenue, dollars, 5, 5, currency_mismatch},
                   {reserve, client, revenue, AMOUNT_MAX_E6 + 1, 0, currency_mismatch, posting_code::topup, USD},
                   {post, client, revenue, AMOUNT_MAX_E6 + 1, 5, reservation_exceeded},
                   {direct, client, revenue, AMOUNT_MAX_E6 + 1, 0, amount_too_large},
                   {direct, client, revenue, AMOUNT_MAX_E6, 0, insufficient_funds},
               });
}

TEST_F(BillingLedger, BoundsBalancesAndReservations) {
    set_limit(client, AMOUNT_MAX_E6);
    run(*this, {
                   {direct, cash, client, AMOUNT_MAX_E6, 0, OK},
                   {direct, cash, client, 1, 0, amount_too_large},
                   {direct, revenue, client, 1, 0, amount_too_large},
                   {direct, cash, other, 1, 0, amount_too_large},
                   {reserve, client, revenue, AMOUNT_MAX_E6, 0, OK},
                   {reserve, client, revenue, 1, 0, amount_too_large},
                   {direct, client, revenue, std::numeric_limits<int64_t>::max(), 0, amount_too_large},
               });
}

TEST_F(BillingLedger, ALinkedListIsAllOrNothing) {
    run(*this, {{direct, cash, client, 100, 0, OK}});
    const auto before = book;
    const std::vector linked{to_transfer({reserve, client, revenue, 60, 0, OK}),
                             to_transfer({reserve, other, revenue, 1, 0, OK})};
    const auto no = decide_and_apply(linked);
    ASSERT_TRUE(no.has_value());
    EXPECT_EQ(*no, (refused{insufficient_funds, 1, other}));
    EXPECT_EQ(book, before);
}

TEST_F(BillingLedger, ALinkedTransferSeesThoseBeforeIt) {
    const std::vector linked{to_transfer({direct, cash, client, 100, 0, OK}),
                             to_transfer({reserve, client, revenue, 100, 0, OK}),
                             to_transfer({post, client, revenue, 40, 100, OK})};
    EXPECT_EQ(decide_and_apply(linked), std::nullopt);
    EXPECT_EQ(book.at(client).posted, core::amount{60});
    EXPECT_EQ(book.at(client).reserved, core::amount{0});
}

TEST_F(BillingLedger, ReturnsEachTouchedAccountOnceAndAbsolute) {
    const std::vector linked{to_transfer({direct, cash, client, 100, 0, OK}),
                             to_transfer({direct, cash, other, 50, 0, OK})};
    const auto decided = decide(linked, book);
    ASSERT_TRUE(decided.has_value());
    ASSERT_EQ(decided->accounts.size(), 3u);
    EXPECT_EQ(decided->accounts[0].id, cash);
    EXPECT_EQ(decided->accounts[0].posted, core::amount{-150});
    EXPECT_EQ(decided->accounts[1].id, client);
    EXPECT_EQ(decided->accounts[2].id, other);
}

TEST_F(BillingLedger, NamesTheAccountThatIsMissing) {
    const auto first = to_transfer({direct, nobody, client, 1, 0, OK});
    EXPECT_EQ(decide_and_apply(std::span{&first, 1}), (refused{unknown_account, 0, nobody}));
    const auto second = to_transfer({direct, client, nobody, 1, 0, OK});
    EXPECT_EQ(decide_and_apply(std::span{&second, 1}), (refused{unknown_account, 0, nobody}));
}

TEST_F(BillingLedger, TakesNoMoreThanTheLimitOfTransfers) {
    std::vector<transfer> many(TRANSFERS_MAX, to_transfer({direct, cash, client, 1, 0, OK}));
    EXPECT_EQ(decide_and_apply(many), std::nullopt);
    EXPECT_EQ(book.at(client).posted, core::amount{TRANSFERS_MAX});
    many.push_back(many.front());
    EXPECT_EQ(decide_and_apply(many), (refused{too_many_transfers, TRANSFERS_MAX, {}}));
    EXPECT_EQ(book.at(client).posted, core::amount{TRANSFERS_MAX});
}

TEST_F(BillingLedger, AnEmptyListChangesNothing) {
    const auto decided = decide({}, book);
    ASSERT_TRUE(decided.has_value());
    EXPECT_TRUE(decided->accounts.empty());
}

}  // namespace kaskad::billing
