#include "gateway/sold_rows.hpp"

#include "tests/gateway/traded_days.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// What clients were charged, row by row, is what the books say.

namespace kaskad::gateway::test {
namespace {

using billing::reconciliation::id_kind;
using billing::reconciliation::row;
using billing::reconciliation::row_status;

std::vector<row> rows_of(traded_days& world, const sold_terms& terms) {
    auto books = world.reader();
    const auto page = books.read({.first = {1}, .last = {UINT64_MAX >> 1}, .limit = 100'000});
    EXPECT_TRUE(page.has_value());
    currency_list currencies;
    std::vector<row> rows;
    for (const auto& told : *page)
        EXPECT_TRUE(add_sold_rows(told, terms, currencies, rows));
    return rows;
}

// The bank pays for itself alone; the grandchild's messages are charged on two levels above it too.
TEST(GatewaySoldRows, SumToWhatTheClientWasCharged) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    traded_days world{seed, 200};
    for (const auto client : {BANK, GRANDCHILD}) {
        core::amount sum;
        for (const auto& each : rows_of(world, {client}))
            sum = sum + each.amount;
        EXPECT_EQ(sum, world.spent(client)) << client.value;
        EXPECT_GT(sum.e6, 0);
    }
}

TEST(GatewaySoldRows, EachMessageIsARowOfTheClientAlone) {
    traded_days world{7, 60};
    const auto rows = rows_of(world, {BANK});
    ASSERT_FALSE(rows.empty());
    for (const auto& each : rows) {
        EXPECT_EQ(each.kind(), id_kind::digits);
        EXPECT_EQ(std::ranges::count(rows, each.place, &row::place), 1);
    }
    EXPECT_TRUE(rows_of(world, {core::client_id{99}}).empty());
}

store::told_message message_of(facts::message_state state) {
    store::told_message told;
    told.message.id = {5};
    told.message.client = BANK;
    told.message.client_ref = "Order-7";
    told.message.currency = {{'E', 'U', 'R'}};
    told.message.recipient = "4915123456789";
    told.message.parts = 2;
    told.message.state = state;
    return told;
}

void charge(store::told_message& told, int64_t e6, billing::posting_code code = billing::posting_code::message_charge,
            uint32_t level = 0) {
    billing::transfer line{.code = code, .amount = {e6}, .message = {5}};
    line.level = static_cast<decltype(line.level)>(level);
    told.postings.push_back({.message = {5}, .transfers = {line}});
}

std::vector<row> rows_of(const store::told_message& told, bool by_reference = false) {
    currency_list currencies;
    std::vector<row> rows;
    EXPECT_TRUE(add_sold_rows(told, {BANK, by_reference}, currencies, rows));
    return rows;
}

TEST(GatewaySoldRows, ALateChargeCountsAndAResellersDoesNot) {
    auto told = message_of(facts::message_state::delivered);
    charge(told, 10);
    charge(told, 5, billing::posting_code::message_late_charge);
    charge(told, 100, billing::posting_code::message_charge, 1);
    const auto rows = rows_of(told);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].amount.e6, 15);
    EXPECT_EQ(rows[0].parts, 2u);
    EXPECT_EQ(rows[0].status(), row_status::delivered);
}

TEST(GatewaySoldRows, WhatWasFreeAndNeverLeftIsNoRow) {
    auto told = message_of(facts::message_state::expired);
    EXPECT_TRUE(rows_of(told).empty());
    told.message.attempts.push_back({.number = 1});
    told.message.attempts[0].parts.push_back({.number = 1, .submitted_utc = 7});
    ASSERT_EQ(rows_of(told).size(), 1u) << "the client may have it in its file";
    EXPECT_EQ(rows_of(told)[0].status(), row_status::failed);
    told.message.is_test = true;
    EXPECT_TRUE(rows_of(told).empty());
}

TEST(GatewaySoldRows, AFileMayNameMessagesByTheClientsReference) {
    auto told = message_of(facts::message_state::delivered);
    charge(told, 10);
    EXPECT_EQ(rows_of(told, true)[0].kind(), id_kind::text);
    EXPECT_EQ(rows_of(told)[0].kind(), id_kind::digits);
}

}  // namespace
}  // namespace kaskad::gateway::test
