#include "gateway/books_walk.hpp"

#include "billing/sha256.hpp"
#include "gateway/proof_json.hpp"
#include "store/memory_database.hpp"
#include "store/memory_view.hpp"
#include "tests/gateway/top_ups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

// Books of some days in a database in memory, walked page by page.

namespace kaskad::gateway {

namespace {

using ::testing::HasSubstr;

constexpr int64_t DAY_MS = 86'400'000;
constexpr int64_t DAY = 20'000 * DAY_MS;

class books {
  public:
    void top_up(int64_t utc_ms) { write(groups_.next(utc_ms)); }
    void write(facts::fact fact, int64_t utc_ms) { write(groups_.with(std::move(fact), utc_ms)); }
    void book(const billing::transfer& line, int64_t utc_ms) { write(groups_.next(line, utc_ms)); }

    walked_books walked() {
        auto reader = read();
        const auto all = walk_books(reader, [](const auto&) { return true; });
        EXPECT_TRUE(all.has_value()) << (all ? "" : all.error());
        return all.value_or(walked_books{});
    }

    // As somebody does who changes what is kept.
    void keep(const billing::day_root& day) { ASSERT_TRUE(database_.put_days({&day, 1})); }

    store::report_reader read() { return store::report_reader{std::make_unique<store::memory_view>(database_)}; }
    const billing::chain_head& head() const { return groups_.head(); }

  private:
    void write(const facts::group& group) {
        ASSERT_TRUE(database_.write(*store::fold({store::to_durable(group)}, database_.state()->postings)));
    }

    store::memory_database database_;
    testing::top_ups groups_;
};

}  // namespace

TEST(BooksWalk, EachDayHasARootOfItsOwn) {
    books all;
    for (const int64_t at : {DAY + 5, DAY + 9, DAY + DAY_MS, DAY + DAY_MS + 1, DAY + 3 * DAY_MS})
        all.top_up(at);
    const auto walked = all.walked();
    EXPECT_FALSE(walked.first_break);
    EXPECT_EQ(walked.postings, 5u);
    EXPECT_EQ(walked.accounts, 2u);
    ASSERT_EQ(walked.days.size(), 3u);
    EXPECT_EQ(walked.days[0].day, 20'000u);
    EXPECT_EQ(walked.days[0].postings(), 2u);
    EXPECT_EQ(walked.days[2].day, 20'003u);
    const std::vector<uint8_t> leaf{0};
    EXPECT_EQ(walked.days[2].root, billing::sha256({leaf, all.head().hash})) << "of one posting: its leaf";
}

// A day that is over stays as it is: what is booked when the clock was set back counts to the later one.
TEST(BooksWalk, AClockThatWasSetBackOpensNoDayAgain) {
    books all;
    for (const int64_t at : {DAY + 5, DAY + DAY_MS, DAY + 9})
        all.top_up(at);
    const auto walked = all.walked();
    ASSERT_EQ(walked.days.size(), 2u);
    EXPECT_EQ(walked.days[1].postings(), 2u);
}

TEST(BooksWalk, ProvesAnyPostingOfAnyDay) {
    books all;
    for (uint64_t count = 0; count < 12; ++count)
        all.top_up(DAY + static_cast<int64_t>(count / 5) * DAY_MS);
    const auto days = all.walked().days;
    for (uint64_t sequence = 1; sequence <= 12; ++sequence) {
        auto reader = all.read();
        const auto proof = prove_posting(reader, sequence);
        ASSERT_TRUE(proof.has_value()) << proof.error();
        EXPECT_EQ(proof->row.sequence, sequence);
        EXPECT_EQ(proof->day.root, days[(sequence - 1) / 5].root);
        const auto text = to_json(*proof);
        EXPECT_TRUE(check_proof(text).has_value()) << text;
    }
    auto reader = all.read();
    EXPECT_EQ(prove_posting(reader, 13).error(), "there is no posting 13");
    EXPECT_FALSE(prove_posting(reader, 0).has_value());
}

TEST(BooksWalk, AProofThatWasTouchedIsRefused) {
    books all;
    for (int64_t count = 0; count < 3; ++count)
        all.top_up(DAY + count);
    auto reader = all.read();
    const auto text = to_json(*prove_posting(reader, 2));
    const auto with = [&](std::string_view from, std::string_view to) {
        auto changed = text;
        changed.replace(changed.find(from), from.size(), to);
        const auto checked = check_proof(changed);
        return checked ? "it was taken" : checked.error();
    };
    EXPECT_THAT(with("\"octets\":\"01", "\"octets\":\"02"), HasSubstr("lead to"));
    EXPECT_THAT(with("\"side\":\"left\"", "\"side\":\"right\""), HasSubstr("lead to"));
    EXPECT_THAT(with("\"side\":\"left\"", "\"side\":\"over\""), HasSubstr("it needs"));
    EXPECT_THAT(with("\"root\":\"", "\"root\":\"x"), HasSubstr("it needs"));
    EXPECT_THAT(check_proof("[]").error(), HasSubstr("no JSON object"));
}

TEST(BooksWalk, SaysWhereTheBooksBreak) {
    books all;
    all.top_up(DAY);
    auto account = billing::open_account(billing::account_kind::client, 1, billing::EUR);
    account.posted = {10'001};
    all.write({.kind = facts::fact_kind::topped_up, .changes = {{account}}}, DAY);
    const auto walked = all.walked();
    ASSERT_TRUE(walked.first_break);
    EXPECT_EQ(walked.first_break->sequence, 1u);
    EXPECT_THAT(walked.first_break->what, HasSubstr("says 0.010001 EUR are posted, its postings make 0.010000 EUR"));
}

// Chain, accounts and head may all fit: what was kept when it was booked does not.
TEST(BooksWalk, NamesTheFirstDayWhoseKeptRootIsAnother) {
    books all;
    for (int64_t count = 0; count < 6; ++count)
        all.top_up(DAY + count / 2 * DAY_MS);
    const auto days = all.walked().days;
    for (size_t place : {2, 1}) {
        auto touched = days[place];
        touched.root[5] ^= 1;
        all.keep(touched);
        const auto walked = all.walked();
        ASSERT_TRUE(walked.first_break);
        EXPECT_EQ(walked.first_break->sequence, days[place].first);
        EXPECT_THAT(walked.first_break->what, HasSubstr("make the root " + billing::to_string(days[place].root)));
    }
    auto reader = all.read();
    EXPECT_TRUE(prove_posting(reader, 1).has_value());
    EXPECT_EQ(prove_posting(reader, 3).error(), "the kept root of 2024-10-05 is not that of its postings");
}

TEST(BooksWalk, NamesADayThatIsKeptAndHasNoPostings) {
    books all;
    all.top_up(DAY);
    auto made_up = all.walked().days[0];
    made_up.day -= 1;
    all.keep(made_up);
    EXPECT_EQ(all.walked().first_break->what, "a root is kept of 2024-10-03, a day without postings");
    made_up.day += 2;
    books late;
    late.top_up(DAY);
    late.keep(made_up);
    EXPECT_EQ(late.walked().first_break->what, "a root is kept of 2024-10-05, a day without postings");
}

TEST(BooksWalk, NamesTheMessageThatDisagrees) {
    books all;
    all.top_up(DAY);
    facts::message message{.id = {77}, .client = {1}};
    message.charge = {.state = billing::reservation_state::posted,
                      .message = {77},
                      .currency = billing::EUR,
                      .units = 1,
                      .amount = {345},
                      .charged_units = 1,
                      .charged = {345}};
    all.write({.kind = facts::fact_kind::message_accepted, .message = {77}, .changes = {{message}}}, DAY);
    const auto walked = all.walked();
    ASSERT_TRUE(walked.first_break);
    EXPECT_EQ(walked.message.value, 77u);
    EXPECT_THAT(walked.first_break->what, HasSubstr("its postings make it none"));
}

// Only the client's charge was compared once; a reseller's could say anything.
TEST(BooksWalk, NamesTheLevelThatDisagrees) {
    books all;
    all.top_up(DAY);
    facts::message message{.id = {77}, .client = {1}};
    facts::level_charge above{.client = {2}, .charge = {}};
    above.charge = {.state = billing::reservation_state::posted,
                    .level = 1,
                    .message = {77},
                    .currency = billing::EUR,
                    .units = 1,
                    .amount = {345},
                    .charged_units = 1,
                    .charged = {345}};
    message.levels = {above};
    all.write({.kind = facts::fact_kind::message_accepted, .message = {77}, .changes = {{message}}}, DAY);
    const auto walked = all.walked();
    ASSERT_TRUE(walked.first_break);
    EXPECT_EQ(walked.message.value, 77u);
    EXPECT_THAT(walked.first_break->what, HasSubstr("level 1: it says its charge is posted"));
}

TEST(BooksWalk, NamesALevelThatTheBooksHaveAndTheMessageHasNot) {
    books all;
    all.top_up(DAY);
    const facts::message message{.id = {77}, .client = {1}};
    all.write({.kind = facts::fact_kind::message_accepted, .message = {77}, .changes = {{message}}}, DAY);
    all.book({.kind = billing::transfer_kind::reserve,
              .code = billing::posting_code::message_reserve,
              .level = 2,
              .debit = billing::make_account_id(billing::account_kind::client, 1, billing::EUR),
              .credit = billing::make_account_id(billing::account_kind::revenue, 0, billing::EUR),
              .currency = billing::EUR,
              .amount = {345},
              .message = {77}},
             DAY);
    const auto walked = all.walked();
    ASSERT_TRUE(walked.first_break);
    EXPECT_THAT(walked.first_break->what, HasSubstr("level 2: it says its charge is none"));
}

TEST(BooksWalk, StopsWhenItIsTold) {
    books all;
    all.top_up(DAY);
    auto reader = all.read();
    EXPECT_EQ(walk_books(reader, [](const auto&) { return false; }).error(), "stopped before the end");
}

}  // namespace kaskad::gateway
