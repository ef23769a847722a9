#include "billing/statement.hpp"

#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

namespace kaskad::billing {

namespace {

constexpr int64_t DAY_MS = 86'400'000;
const account_id CLIENT = make_account_id(account_kind::client, 1, EUR);
const account_id REVENUE = make_account_id(account_kind::revenue, 0, EUR);
const account_id CASH = make_account_id(account_kind::cash, 0, EUR);

struct entry {
    int64_t utc_ms;
    transfer_kind kind;
    posting_code code;
    int64_t amount;  // 1e-6, out of the client's account where it is negative
    charged_item item{};
};

posting posting_of(const entry& from, uint64_t sequence) {
    const bool is_paid = from.amount < 0;
    transfer line;
    line.kind = from.kind;
    line.code = from.code;
    line.debit = is_paid ? CLIENT : CASH;
    line.credit = is_paid ? REVENUE : CLIENT;
    line.currency = EUR;
    line.amount = {is_paid ? -from.amount : from.amount};
    return {.sequence = sequence, .booked_utc_ms = from.utc_ms, .message = {sequence}, .transfers = {line}};
}

using enum transfer_kind;
using enum posting_code;

// Three days; the statement is of the middle one and a bit, in a place an hour east of UTC.
const entry ENTRIES[]{
    {1, direct, topup, 10'000'000},
    {2, reserve, message_reserve, -34'500},
    {3, post, message_charge, -34'500, {"DE", "26201", 1}},
    {DAY_MS, post, message_charge, -69'000, {"DE", "26201", 2}},
    {DAY_MS + 1, post, message_charge, -34'500, {"DE", "26201", 1}},
    {DAY_MS + 2, direct, message_late_charge, -34'500, {"DE", "26201", 1}},
    {DAY_MS + 3, post, lookup_charge, -2'000, {"", "", 1}},
    {DAY_MS + 4, direct, topup, 5'000'000},
    {DAY_MS + 5, direct, adjustment, -1},
    {2 * DAY_MS - 3'600'000, post, message_charge, -50'000, {"FR", "", 1}},  // the next day there
    {2 * DAY_MS, post, message_charge, -34'500, {"DE", "26201", 1}},
};

int64_t day_there(int64_t utc_ms) {
    return (utc_ms + 3'600'000) / DAY_MS;
}

statement_maker taken() {
    statement_maker maker{CLIENT, {DAY_MS, 2 * DAY_MS}, day_there};
    uint64_t sequence = 0;
    for (const auto& each : ENTRIES)
        EXPECT_TRUE(maker.take(posting_of(each, ++sequence), each.item));
    return maker;
}

}  // namespace

TEST(BillingStatement, AddsUpFromOpeningToClosing) {
    const int64_t opening = 10'000'000 - 34'500;
    const int64_t closing = opening - 69'000 - 34'500 - 34'500 - 2'000 + 5'000'000 - 1 - 50'000;
    const auto made = taken().close({closing - 34'500});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->opening.e6, opening);
    EXPECT_EQ(made->closing.e6, closing);
    const std::vector<booking> bookings{{DAY_MS + 4, 8, topup, {5'000'000}}, {DAY_MS + 5, 9, adjustment, {-1}}};
    EXPECT_EQ(made->bookings, bookings);
    const std::map<usage_key, usage> usages{
        {{1, usage_kind::message, "DE", "26201"}, {2, 3, {103'500}}},
        {{1, usage_kind::late_message, "DE", "26201"}, {1, 1, {34'500}}},
        {{1, usage_kind::lookup, "", ""}, {1, 1, {2'000}}},
        {{2, usage_kind::message, "FR", ""}, {1, 1, {50'000}}},
    };
    EXPECT_EQ(made->usage, usages);
}

// At which rates what was used was exchanged; what was agreed at a fixed one, or came the next day, is not in it.
TEST(BillingStatement, SumsWhatWasExchangedByItsRate) {
    statement_maker maker{CLIENT, {DAY_MS, 2 * DAY_MS}, day_there};
    const exchange monday{90'000'000, 1};
    const exchange tuesday{95'000'000, 2};
    uint64_t sequence = 0;
    const entry entries[]{{DAY_MS, post, message_charge, -100, {"DE", "26201", 1, monday}},
                          {DAY_MS + 1, post, message_charge, -200, {"DE", "26201", 1, monday}},
                          {DAY_MS + 2, direct, message_late_charge, -40, {"DE", "26201", 1, tuesday}},
                          {DAY_MS + 3, post, message_charge, -5, {"DE", "26201", 1}},
                          {2 * DAY_MS, post, message_charge, -7, {"DE", "26201", 1, tuesday}}};
    for (const auto& each : entries)
        EXPECT_TRUE(maker.take(posting_of(each, ++sequence), each.item));
    const auto made = maker.close({-352});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->exchanged, (std::map<exchange, core::amount>{{monday, {300}}, {tuesday, {40}}}));
}

TEST(BillingStatement, IsNoneWhereTheAccountSaysSomethingElse) {
    EXPECT_FALSE(taken().close({0}));
}

TEST(BillingStatement, AsksOnlyForWhatItTells) {
    const statement_maker maker{CLIENT, {DAY_MS, 2 * DAY_MS}, day_there};
    std::vector<uint64_t> wanted;
    for (uint64_t place = 0; place < std::size(ENTRIES); ++place)
        if (maker.wants_item(posting_of(ENTRIES[place], place + 1))) wanted.push_back(place + 1);
    EXPECT_EQ(wanted, (std::vector<uint64_t>{4, 5, 6, 7, 10}));
}

TEST(BillingStatement, RefusesMoreRowsThanItMayHold) {
    statement_maker maker{CLIENT, {0, DAY_MS}, day_there};
    const entry one{1, direct, topup, 1};
    bool is_within = true;
    for (uint64_t count = 0; count < STATEMENT_ROWS_MAX; ++count)
        is_within = maker.take(posting_of(one, count + 1), {}) && is_within;
    EXPECT_TRUE(is_within);
    EXPECT_FALSE(maker.take(posting_of(one, STATEMENT_ROWS_MAX + 1), {}));
}

}  // namespace kaskad::billing
