#include "gateway/owed_rows.hpp"

#include "tests/gateway/traded_days.hpp"

#include <gtest/gtest.h>

// What we owe suppliers, row by row, is what the books say.

namespace kaskad::gateway::test {
namespace {

using billing::reconciliation::row;
using billing::reconciliation::row_status;

// All of both links: by parts, or by messages.
std::vector<row> rows_of(traded_days& world, row_unit unit) {
    auto books = world.reader();
    const owed_terms terms{{engine::test::CHEAP, engine::test::DEAR}, unit};
    const auto page = books.read({.first = {1}, .last = {UINT64_MAX >> 1}, .limit = 100'000});
    EXPECT_TRUE(page.has_value());
    currency_list currencies;
    std::vector<row> rows;
    for (const auto& told : *page)
        EXPECT_TRUE(add_owed_rows(told, terms, currencies, rows));
    return rows;
}

core::amount sum_of(const std::vector<row>& rows) {
    core::amount sum;
    for (const auto& each : rows)
        sum = sum + each.amount;
    return sum;
}

TEST(GatewayOwedRows, SumToWhatTheBooksOwe) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    traded_days world{seed, 300};
    const auto parts = rows_of(world, row_unit::part);
    const auto messages = rows_of(world, row_unit::message);
    EXPECT_EQ(sum_of(parts), world.owed());
    EXPECT_EQ(sum_of(messages), world.owed());
    EXPECT_GT(parts.size(), messages.size());
    uint64_t count = 0;
    for (const auto& each : messages)
        count += each.parts;
    EXPECT_EQ(count, parts.size());
}

TEST(GatewayOwedRows, OfOtherLinksAreNone) {
    traded_days world{7, 20};
    auto books = world.reader();
    const auto page = books.read({.first = {1}, .last = {UINT64_MAX >> 1}, .limit = 100});
    currency_list currencies;
    std::vector<row> rows;
    for (const auto& told : *page)
        add_owed_rows(told, {{core::link_id{99}}, row_unit::part}, currencies, rows);
    EXPECT_TRUE(rows.empty());
}

facts::attempt make_attempt(std::initializer_list<facts::part_state> states) {
    facts::attempt attempt{.number = 1, .link = engine::test::CHEAP};
    attempt.buy_price = {3'000'000};
    attempt.currency = {{'E', 'U', 'R'}};
    for (const auto state : states) {
        const auto number = static_cast<uint8_t>(attempt.parts.size() + 1);
        attempt.parts.push_back({.number = number, .state = state, .operator_id = "id" + std::to_string(number)});
    }
    return attempt;
}

billing::transfer line(billing::posting_code code, int64_t e6) {
    return {.code = code, .side = billing::transfer_side::supplier, .amount = {e6}, .message = {5}, .attempt = 1};
}

std::vector<row> rows_of(const facts::attempt& attempt, std::vector<billing::transfer> lines,
                         row_unit unit = row_unit::part) {
    store::told_message told;
    told.message.id = {5};
    told.message.recipient = "4915123456789";
    told.message.attempts = {attempt};
    told.postings.push_back({.message = {5}, .transfers = std::move(lines)});
    currency_list currencies;
    std::vector<row> rows;
    EXPECT_TRUE(add_owed_rows(told, {{engine::test::CHEAP}, unit}, currencies, rows));
    return rows;
}

using enum billing::posting_code;
using enum facts::part_state;

// What is owed on delivery goes to the part that was delivered, what is given back to one that was not.
TEST(GatewayOwedRows, PostingsGoToThePartsTheyAreFor) {
    const auto rows = rows_of(make_attempt({undelivered, delivered}),
                              {line(supplier_accrual, 10), line(supplier_accrual, 10),
                               line(supplier_delivery_accrual, 5), line(supplier_accrual_void, 10)});
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].amount.e6, 0);
    EXPECT_EQ(rows[0].status(), row_status::failed);
    EXPECT_EQ(rows[1].amount.e6, 15);
    EXPECT_EQ(rows[1].status(), row_status::delivered);
}

TEST(GatewayOwedRows, AMessageIsDeliveredWhenAllOfItIs) {
    const auto state_of = [](std::initializer_list<facts::part_state> states) {
        return rows_of(make_attempt(states), {}, row_unit::message).front().status();
    };
    EXPECT_EQ(state_of({delivered, delivered}), row_status::delivered);
    EXPECT_EQ(state_of({delivered, undelivered}), row_status::failed);
    EXPECT_EQ(state_of({delivered, sent}), row_status::accepted);
}

// Money without a part that the supplier took is still in the sum.
TEST(GatewayOwedRows, MoneyWithoutAPartHasARowOfItsOwn) {
    auto attempt = make_attempt({rejected});
    attempt.parts[0].operator_id.clear();
    EXPECT_TRUE(rows_of(attempt, {}).empty());
    const auto rows = rows_of(attempt, {line(supplier_accrual, 7)});
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].amount.e6, 7);
    // Refused, all of it, and given back: there is nothing to bill.
    EXPECT_TRUE(rows_of(attempt, {line(supplier_accrual, 7), line(supplier_accrual_void, 7)}).empty());
}

}  // namespace
}  // namespace kaskad::gateway::test
