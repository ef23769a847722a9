#include "gateway/client_statement.hpp"

#include "gateway/bill_run.hpp"
#include "tests/gateway/bill_fixture.hpp"
#include "tests/gateway/top_ups.hpp"
#include "tests/gateway/traded_days.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::test {
namespace {

constexpr billing::statement_period MONTH{1'767'225'600'000, 1'769'904'000'000};  // 2026-01

bool go_on(uint64_t) {
    return true;
}

statement_request asked_for(const traded_days& world, core::client_id client) {
    return {client, world.euro, MONTH, {}};
}

}  // namespace

// One pass over the books tells each what a pass of its own tells: also where several pay for one message.
TEST(ClientStatement, SeveralTogetherAreAsEachAlone) {
    traded_days world{6, 120};
    std::vector<statement_request> asked;
    for (const auto client : {GRANDCHILD, SHOP, BANK, CHILD})
        asked.push_back(asked_for(world, client));
    asked[1].period.from_utc_ms += 86'400'000;  // each has its own days
    auto reader = world.reader();
    const auto together = make_statements(reader, asked, go_on);
    ASSERT_TRUE(together) << together.error();
    ASSERT_EQ(together->size(), asked.size());
    for (size_t at = 0; at < asked.size(); ++at) {
        const auto alone = make_statement(reader, asked[at], go_on);
        ASSERT_TRUE(alone) << alone.error();
        const auto& told = together->at(at).value;
        EXPECT_EQ(told.opening, alone->opening);
        EXPECT_EQ(told.usage, alone->usage);
        EXPECT_EQ(told.bookings, alone->bookings);
        EXPECT_EQ(told.closing, alone->closing);
        EXPECT_EQ(together->at(at).dropped, 0u);
        EXPECT_FALSE(alone->usage.empty());
    }
    const auto opening = core::parse_amount("10").value();
    EXPECT_EQ(together->at(0).value.closing, opening - world.spent(GRANDCHILD));
    EXPECT_EQ(together->at(2).value.closing, opening - world.spent(BANK));
}

// What an engine's random traffic cost a client in its month is what its invoice says, to the last millionth.
TEST(ClientStatement, AnInvoiceComesToWhatWasCharged) {
    traded_days world{8, 120};
    store::memory_view view{world.database};
    auto records = read_billing_records(view);
    ASSERT_TRUE(records) << records.error().text;
    records->contracts = {make_contract(SHOP.value), make_contract(BANK.value)};
    constexpr uint32_t JANUARY_1 = 20'454;  // 2026-01-01
    auto selected = select_subjects(*records, {JANUARY_1, {}, MONTH.to_utc_ms}, billing::utc_calendar{});
    ASSERT_EQ(selected.subjects.size(), 2u);
    const file held;
    for (auto& subject : selected.subjects) {
        EXPECT_EQ(subject.period.from_utc_ms, MONTH.from_utc_ms);
        auto reader = world.reader();
        subject.usage = make_statement(reader, asked_for(world, subject.client.id), go_on).value();
        const auto draft = make_draft(subject, held.terms());
        ASSERT_TRUE(draft) << draft.error();
        core::amount sum;
        for (const auto& line : draft->lines)
            sum = sum + line.exact;
        EXPECT_GT(sum.e6, 0);
        EXPECT_EQ(sum, world.spent(subject.client.id));
    }
}

TEST(ClientStatement, NobodyAskedForIsNothingToTell) {
    traded_days world{7, 5};
    auto reader = world.reader();
    const auto made = make_statements(reader, {}, go_on);
    ASSERT_TRUE(made) << made.error();
    EXPECT_TRUE(made->empty());
}

// Owed apart: not the balance's, but told of the receivable; what paid it off is a booking and no usage.
TEST(ClientStatement, TellsWhatIsOwedOfClosedMonths) {
    testing::top_ups made;
    const auto receivable = billing::make_account_id(billing::account_kind::receivable, 1, billing::EUR);
    const auto moment = MONTH.from_utc_ms + 5;
    const billing::transfer late{.code = billing::posting_code::message_late_charge,
                                 .debit = receivable,
                                 .credit = billing::make_account_id(billing::account_kind::revenue, 0, billing::EUR),
                                 .currency = billing::EUR,
                                 .amount = {80'000},
                                 .message = {9}};
    const auto paid = billing::booking_on({{1},
                                           billing::EUR,
                                           {-80'000},
                                           billing::posting_code::receivable_settled,
                                           billing::account_kind::receivable,
                                           1});
    store::memory_database database;
    for (const auto& group : {made.next(moment), made.next(late, moment), made.next(paid, moment)})
        ASSERT_TRUE(database.write(*store::fold({store::to_durable(group)}, database.state()->postings)));
    store::report_reader reader{std::make_unique<store::memory_view>(database)};
    const statement_request asked[]{{{1}, billing::EUR, MONTH, {}},
                                    {{1}, billing::EUR, MONTH, {}, billing::account_kind::receivable}};
    const auto told = make_statements(reader, asked, go_on);
    ASSERT_TRUE(told) << told.error();
    const auto& balance = told->at(0).value;
    EXPECT_TRUE(balance.usage.empty());
    EXPECT_EQ(balance.closing, core::amount{10'000 - 80'000});
    const auto& owed = told->at(1).value;
    ASSERT_EQ(owed.usage.size(), 1u);
    EXPECT_EQ(owed.usage.begin()->first.kind, billing::usage_kind::late_message);
    EXPECT_EQ(owed.usage.begin()->second.amount, core::amount{80'000});
    EXPECT_EQ(owed.closing, core::amount{});
}

// The sum stands in the books; of what it was made is gone. A look-up is told by its posting alone.
TEST(ClientStatement, CountsMessagesThatWereDropped) {
    testing::top_ups made;
    const auto charge = [](billing::posting_code code, uint64_t message, int64_t e6) {
        return billing::transfer{.code = code,
                                 .debit = billing::make_account_id(billing::account_kind::client, 1, billing::EUR),
                                 .credit = billing::make_account_id(billing::account_kind::revenue, 0, billing::EUR),
                                 .currency = billing::EUR,
                                 .amount = {e6},
                                 .message = {message}};
    };
    using enum billing::posting_code;
    const auto moment = MONTH.from_utc_ms + 5;
    store::memory_database database;
    for (const auto& group :
         {made.next(moment), made.next(charge(message_charge, 7, 300), MONTH.from_utc_ms - 1),
          made.next(charge(message_charge, 8, 1'000), moment), made.next(charge(message_late_charge, 9, 2'000), moment),
          made.next(charge(lookup_charge, 9, 40), moment)})
        ASSERT_TRUE(database.write(*store::fold({store::to_durable(group)}, database.state()->postings)));
    store::report_reader reader{std::make_unique<store::memory_view>(database)};
    const statement_request asked[]{{{1}, billing::EUR, MONTH, {}}};
    const auto told = make_statements(reader, asked, go_on);
    ASSERT_TRUE(told) << told.error();
    EXPECT_EQ(told->at(0).dropped, 2u) << "what was charged before the month is not its";
    EXPECT_EQ(told->at(0).value.closing, core::amount{10'000 - 300 - 1'000 - 2'000 - 40});
}

}  // namespace kaskad::gateway::test
