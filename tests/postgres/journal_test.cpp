#include "tests/postgres/journals.hpp"
#include "tests/store/entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <thread>

// What a journal in PostgreSQL has to live with: a server that dies, is silent or forgets, answers that are lost, and
// another process on the same data.

namespace kaskad::store::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// Repeats the append until it succeeds, as the writer does; how often it failed.
int append_at_last(journal& to, uint64_t first, uint64_t last) {
    for (int failures = 0; failures < 100; ++failures) {
        if (append(to, first, last)) return failures;
    }
    return -1;
}

class PostgresJournal : public ::testing::Test {
  protected:
    postgres_journal_subject journal_{64 * 1024};
};

TEST_F(PostgresJournal, GoesOnByItselfAfterTheServerWasKilled) {
    ASSERT_TRUE(append(*journal_, 1, 5));
    postgres_server::shared().kill();
    const auto failed = append(*journal_, 6, 7);
    ASSERT_FALSE(failed.has_value());
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_FALSE(append(*journal_, 6, 7).has_value());
    postgres_server::shared().start();
    EXPECT_GE(append_at_last(*journal_, 6, 7), 0);
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 7));
    journal_.reopen();
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 7));
}

// The answer to the commit is lost in every way a connection can be cut; each time the next append knows.
TEST_F(PostgresJournal, ResolvesACommitOfUnknownOutcome) {
    uint64_t next = 1;
    for (const auto when : {cut::before, cut::after, cut::early, cut::after, cut::before}) {
        ASSERT_TRUE(append(*journal_, next, next));
        journal_.proxy().cut_next({.when = when});
        ASSERT_FALSE(append(*journal_, next + 1, next + 3).has_value());
        ASSERT_GE(append_at_last(*journal_, next + 1, next + 3), 0);
        EXPECT_EQ(journal_->last_position(), next + 3);
        next += 4;
    }
    EXPECT_EQ(replayed(*journal_, 1), positions(1, static_cast<int64_t>(next - 1)));
}

// The server is still at the append when we come back over a new connection: neither "it is there" nor "it is not"
// would be true then. The older session is ended or waited for first.
TEST_F(PostgresJournal, WaitsForWhatAnOlderSessionStillHasUnderWay) {
    ASSERT_TRUE(append(*journal_, 1, 1));
    const auto table =
        run_sql(journal_.url(), "SELECT tablename FROM pg_tables WHERE tablename LIKE 'journal_0%'")[0][0];
    pqxx::connection other{journal_.url()};
    pqxx::work work{other};
    work.exec("LOCK TABLE kaskad." + std::string{table.c_str()} + " IN SHARE MODE");
    journal_.proxy().cut_next({.when = cut::early});
    ASSERT_FALSE(append(*journal_, 2, 4).has_value());
    std::thread appending{[&] { EXPECT_GE(append_at_last(*journal_, 2, 4), 0); }};
    std::this_thread::sleep_for(300ms);
    work.abort();
    appending.join();
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 4));
}

TEST_F(PostgresJournal, DoesNotWaitForASilentServerForEver) {
    ASSERT_TRUE(append(*journal_, 1, 1));
    postgres_server::shared().freeze();
    const auto begun = std::chrono::steady_clock::now();
    const auto failed = append(*journal_, 2, 2);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    postgres_server::shared().thaw();
    ASSERT_FALSE(failed.has_value());
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_GE(append_at_last(*journal_, 2, 2), 0);
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 2));
}

TEST_F(PostgresJournal, RefusesASecondProcess) {
    auto options = journal_.options();
    options.server.lock_patience = 100ms;
    const auto second = postgres_journal::open(options);
    ASSERT_FALSE(second.has_value());
    EXPECT_FALSE(second.error().retryable);
    EXPECT_THAT(second.error().text, HasSubstr("the journal is in use by another process"));
    EXPECT_TRUE(append(*journal_, 1, 1));
}

// Ours was away long enough for another to come. What we had under way must not appear behind the other's back.
TEST_F(PostgresJournal, IsOutWhenAnotherProcessHasTakenOver) {
    ASSERT_TRUE(append(*journal_, 1, 1));
    end_sessions(journal_.url());
    auto second = postgres_journal::open(journal_.options());
    ASSERT_TRUE(second.has_value()) << second.error().text;
    EXPECT_FALSE(append(*journal_, 2, 2).has_value());
    EXPECT_FALSE(append(*journal_, 2, 2).has_value());
    EXPECT_TRUE(append(**second, 2, 3));
    second->reset();
    const auto out = append(*journal_, 2, 2);
    ASSERT_FALSE(out.has_value());
    EXPECT_FALSE(out.error().retryable);
    EXPECT_THAT(out.error().text, HasSubstr("another process has taken over the journal"));
    journal_.reopen();
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 3));
}

// The epoch is asked for by the commit itself: a lock that was lost unnoticed does not matter.
TEST_F(PostgresJournal, CommitsNothingOutsideItsEpoch) {
    ASSERT_TRUE(append(*journal_, 1, 1));
    run_sql(journal_.url(), "UPDATE lease SET epoch = epoch + 1, holder = 'another' WHERE name = 'journal'");
    const auto out = append(*journal_, 2, 2);
    ASSERT_FALSE(out.has_value());
    EXPECT_FALSE(out.error().retryable);
    EXPECT_EQ(run_sql(journal_.url(), "SELECT count(*) FROM journal_00000000000000000001")[0][0].as<int>(), 1);
}

TEST_F(PostgresJournal, StopsWhenTheServerHasLostWhatItConfirmed) {
    ASSERT_TRUE(append(*journal_, 1, 5));
    run_sql(journal_.url(), "DELETE FROM journal_00000000000000000001 WHERE position = 5");
    journal_.refuse_next();
    ASSERT_FALSE(append(*journal_, 6, 6).has_value());
    const auto lost = append(*journal_, 6, 6);
    ASSERT_FALSE(lost.has_value());
    EXPECT_FALSE(lost.error().retryable);
    EXPECT_THAT(lost.error().text, HasSubstr("ends at position 4, but position 5 was confirmed"));
}

TEST_F(PostgresJournal, StopsTheStartAtADamagedGroup) {
    ASSERT_TRUE(append(*journal_, 1, 5));
    run_sql(journal_.url(),
            "UPDATE journal_00000000000000000001 SET octets = set_byte(octets, 3, 7) WHERE position = 4");
    journal_.reopen();
    EXPECT_EQ(replayed(*journal_, 5), positions(5, 5));
    std::vector<uint64_t> seen;
    const auto read = journal_->replay(1, [&](const journal_entry& entry) { seen.push_back(entry.position); });
    ASSERT_FALSE(read.has_value());
    EXPECT_THAT(read.error().text, HasSubstr("damaged at position 4"));
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(PostgresJournal, RefusesToOpenWithAGapInTheLastSegment) {
    ASSERT_TRUE(append(*journal_, 1, 5));
    run_sql(journal_.url(), "DELETE FROM journal_00000000000000000001 WHERE position = 3");
    auto options = journal_.options();
    end_sessions(journal_.url());
    const auto opened = postgres_journal::open(options);
    ASSERT_FALSE(opened.has_value());
    EXPECT_THAT(opened.error().text, HasSubstr("does not hold every group from position 1 to 5"));
}

TEST_F(PostgresJournal, RefusesAnotherNodesJournalAndANewerSchema) {
    end_sessions(journal_.url());
    auto options = journal_.options();
    options.node = 2;
    const auto foreign = postgres_journal::open(options);
    ASSERT_FALSE(foreign.has_value());
    EXPECT_THAT(foreign.error().text, HasSubstr("its journal belongs to another node, this is node 2"));
    run_sql(journal_.url(), "UPDATE schema_version SET version = 1000");
    const auto newer = postgres_journal::open(journal_.options());
    ASSERT_FALSE(newer.has_value());
    EXPECT_THAT(newer.error().text, HasSubstr("it was written by a newer one"));
}

TEST_F(PostgresJournal, TrimsByDroppingWholeTables) {
    for (uint64_t position = 1; position <= 40; ++position)
        ASSERT_TRUE(append(*journal_, position, position, 8'000));
    ASSERT_TRUE(journal_->trim(40));
    const auto left = run_sql(journal_.url(), "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'journal_0%'");
    EXPECT_EQ(left[0][0].as<int>(), 1);
    EXPECT_EQ(journal_->last_position(), 40);
}

// A dump holds every table for hours; appends must not wait behind a trim that waits for it.
TEST_F(PostgresJournal, LeavesATrimForLaterWhenSomebodyReadsTheTable) {
    for (uint64_t position = 1; position <= 40; ++position)
        ASSERT_TRUE(append(*journal_, position, position, 8'000));
    pqxx::connection dump{journal_.url()};
    pqxx::work work{dump};
    work.exec("SELECT count(*) FROM kaskad.journal_00000000000000000001");
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_FALSE(journal_->trim(40).has_value());
    EXPECT_TRUE(journal_->trim(40).has_value());  // not tried again yet
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
    EXPECT_EQ(journal_->first_position(), 1u);
    EXPECT_TRUE(append(*journal_, 41, 41));
}

TEST_F(PostgresJournal, SaysThatTheServerIsAwayWithoutThePassword) {
    auto options = journal_.options();
    options.server.url = "postgresql://me:geheim@localhost:1/none";
    options.server.start_patience = 300ms;
    std::vector<std::string> said;
    options.on_notice = [&](const std::string& text) { said.push_back(text); };
    const auto opened = postgres_journal::open(options);
    ASSERT_FALSE(opened.has_value());
    EXPECT_THAT(opened.error().text, HasSubstr("PostgreSQL at localhost:1/none"));
    EXPECT_THAT(opened.error().text, ::testing::Not(HasSubstr("geheim")));
    EXPECT_EQ(said.size(), 1u);
}

}  // namespace
}  // namespace kaskad::store::testing
