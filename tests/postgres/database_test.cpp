#include "engine/facts/codec.hpp"
#include "store/postgres_partitions.hpp"
#include "store/view.hpp"
#include "tests/postgres/postgres_databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

// The projection in PostgreSQL: the same octets as in every other database, whatever happens to the server meanwhile.

namespace kaskad::store::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class PostgresDatabase : public ::testing::Test {
  protected:
    // Repeats until it succeeds, as the projector does; how often it failed.
    int write_at_last(const batch& batch) {
        for (int failures = 0; failures < 100; ++failures) {
            if (database_->write(batch)) return failures;
        }
        return -1;
    }

    batch next_batch(size_t groups) { return *fold(to_durable(source_.next(groups)), database_->state()->postings); }

    postgres_database_subject database_;
    random_groups source_{11};
};

std::string expected_after(uint64_t seed, size_t groups) {
    memory_database plain;
    random_groups source{seed};
    write(plain, source.next(groups));
    return canonical_of(plain);
}

TEST_F(PostgresDatabase, HoldsTheSameAsAnyOtherWhateverTheBatches) {
    std::mt19937_64 random{3};
    for (size_t left = 240; left > 0;) {
        const auto count = std::min<size_t>(left, 1 + random() % 30);
        write(*database_, source_.next(count));
        left -= count;
        if (random() % 4 == 0) database_.reopen();
    }
    EXPECT_EQ(canonical_of(*database_), expected_after(11, 240));
}

TEST_F(PostgresDatabase, AnswersTheSameAsAnyOther) {
    memory_database memory;
    random_groups again{11};
    write(memory, again.next(120));
    write(*database_, source_.next(120));
    const auto octets = [](const std::vector<facts::record>& records) {
        std::string text;
        for (const auto& record : records)
            facts::encode(record, text);
        return text;
    };
    for (uint32_t i = 0; i < 6; ++i) {
        const std::vector<facts::fetch_request> requests{
            facts::fetch_message{.id = {i}},
            facts::fetch_operator_id{.link = {i}, .keys = {"id1", "id4"}},
            facts::fetch_idempotency{.client = {i}, .key = "key2", .item = i},
            facts::fetch_due{.after_steady = i * 5, .after = {i}, .until_steady = 40, .limit = 4},
            facts::fetch_queue{.link = {i}, .klass = core::message_class::service, .client = {2}, .limit = 4},
            facts::fetch_events{.endpoint = {i}, .after_sequence = 200, .limit = 4}};
        for (const auto& request : requests) {
            EXPECT_EQ(octets(fetched(memory, request)), octets(fetched(*database_, request)))
                << "request " << request.index() << " " << i;
        }
    }
    const auto left = memory.load_start();
    const auto right = database_->load_start();
    EXPECT_EQ(octets(left->records), octets(right->records));
    EXPECT_EQ(octets(left->in_flight), octets(right->in_flight));
    EXPECT_EQ(left->idempotency, right->idempotency);
}

TEST_F(PostgresDatabase, GivesThePostingsOfManyMessagesAtOnce) {
    group_maker groups;
    for (uint64_t sequence = 1; sequence <= 6; ++sequence) {
        const core::message_id message{sequence % 3};
        write(*database_, groups.make({put(billing::posting{.sequence = sequence, .message = message})}, message));
    }
    const auto view = open_postgres_view(database_.options());
    ASSERT_TRUE(view.has_value()) << view.error().text;
    const auto sequences_of = [&](const std::vector<core::message_id>& messages) {
        std::vector<uint64_t> found;
        for (const auto& octets : (*view)->postings(messages))
            found.push_back(std::get<billing::posting>(*facts::decode_record(octets)).sequence);
        return found;
    };
    EXPECT_EQ(sequences_of({{1}, {2}, {9}}), (std::vector<uint64_t>{1, 2, 4, 5}));
    EXPECT_EQ(sequences_of({{2}}), (std::vector<uint64_t>{2, 5}));
    EXPECT_TRUE(sequences_of({}).empty());
}

TEST_F(PostgresDatabase, SettlesACommitOfUnknownOutcome) {
    for (const auto when : {cut::before, cut::after, cut::early, cut::after}) {
        const auto batch = next_batch(20);
        database_.proxy().cut_next({.when = when, .type = 'Q', .containing = "COMMIT"});
        const auto failed = database_->write(batch);
        ASSERT_FALSE(failed.has_value());
        EXPECT_TRUE(failed.error().retryable);
        EXPECT_TRUE(database_.proxy().has_cut());
        ASSERT_GE(write_at_last(batch), 0);
    }
    EXPECT_EQ(canonical_of(*database_), expected_after(11, 80));
}

TEST_F(PostgresDatabase, GoesOnByItselfAfterTheServerWasKilled) {
    const auto reader = database_->make_reader();
    ASSERT_TRUE(database_->write(next_batch(20)));
    ASSERT_TRUE((*reader)->position().has_value());
    const auto batch = next_batch(20);
    postgres_server::shared().kill();
    EXPECT_FALSE(database_->write(batch).has_value());
    const auto unread = (*reader)->read_message({1});
    ASSERT_FALSE(unread.has_value());
    EXPECT_TRUE(unread.error().retryable);
    EXPECT_TRUE(fetch(**reader, facts::fetch_message{.id = {1}}).failed);
    postgres_server::shared().start();
    ASSERT_GE(write_at_last(batch), 0);
    EXPECT_EQ((*reader)->position().value(), 40u);
    EXPECT_EQ(canonical_of(*database_), expected_after(11, 40));
}

TEST_F(PostgresDatabase, IsNotOpenedTwiceForWriting) {
    auto options = database_.options();
    options.lock_patience = 100ms;
    const auto second = open_postgres(options);
    ASSERT_FALSE(second.has_value());
    EXPECT_THAT(second.error().text, HasSubstr("the database is in use by another process"));
    EXPECT_TRUE(database_->write(next_batch(1)));
}

TEST_F(PostgresDatabase, WritesNothingOnceAnotherProcessHasTakenOver) {
    ASSERT_TRUE(database_->write(next_batch(1)));
    const auto batch = next_batch(1);
    run_sql(database_.url(), "UPDATE lease SET epoch = epoch + 1, holder = 'another' WHERE name = 'database'");
    for (int tries = 0; tries < 2; ++tries) {
        const auto out = database_->write(batch);
        ASSERT_FALSE(out.has_value());
        EXPECT_FALSE(out.error().retryable);
    }
    EXPECT_EQ(run_sql(database_.url(), "SELECT position FROM meta")[0][0].as<int>(), 1);
}

// A standby that lagged behind took the place of the server that had confirmed.
TEST_F(PostgresDatabase, SaysThatTheServerHasLostWhatItConfirmed) {
    ASSERT_TRUE(database_->write(next_batch(2)));
    const auto batch = next_batch(1);
    run_sql(database_.url(), "UPDATE meta SET position = 1");
    const auto lost = database_->write(batch);
    ASSERT_FALSE(lost.has_value());
    EXPECT_FALSE(lost.error().retryable);
    EXPECT_THAT(lost.error().text, HasSubstr("is at position 1, but position 2 was confirmed"));
}

TEST_F(PostgresDatabase, ReadsOneViewWhileTheWriterGoesOn) {
    group_maker groups;
    write(*database_, groups.make({put(facts::job{.id = 1}), put(facts::message{.id = {1}})}, {1}));
    const auto reader = database_->make_reader();
    std::atomic<bool> is_done{false};
    std::thread other{[&] {
        while (!is_done) {
            const auto view = (*reader)->read_message({1});
            ASSERT_TRUE(view.has_value()) << view.error().text;
            // One fact a position: what is seen of the history belongs to the position that is seen.
            EXPECT_EQ(view->history.size(), view->position);
            EXPECT_EQ(view->message->parts, view->position == 1 ? 0 : view->position);
        }
    }};
    for (uint16_t i = 2; i <= 100; ++i)
        write(*database_, groups.make({put(facts::message{.id = {1}, .parts = i})}, {1}));
    is_done = true;
    other.join();
}

TEST_F(PostgresDatabase, TellsOfADamagedRow) {
    group_maker groups;
    write(*database_, groups.make({put(facts::message{.id = {1}})}));
    run_sql(database_.url(), "UPDATE message SET record = '\\xFFFF'");
    const auto reader = database_->make_reader();
    const auto read = (*reader)->read_message({1});
    ASSERT_FALSE(read.has_value());
    EXPECT_THAT(read.error().text, HasSubstr("a row of table message cannot be read"));
}

// 2025-02-01 and a millisecond before; a posting of a clock gone wild.
TEST_F(PostgresDatabase, KeepsEachMonthInPartitionsOfItsOwn) {
    const int64_t february = 1738368000000;
    EXPECT_EQ(first_ms_of(month_of(february)), february);
    EXPECT_EQ(month_of(february - 1) + 1, month_of(february));
    const auto january_id = core::make_message_id(february - 1, core::NODE_MAX, core::SEQUENCE_MAX);
    const auto february_id = core::make_message_id(february, 0, 0);
    group_maker groups;
    write(*database_,
          groups.make({put(facts::message{.id = january_id}), put(facts::message_text{.id = january_id}),
                       put(facts::message{.id = february_id}),
                       put(facts::attempt_decision{.message = february_id, .attempt = 1}),
                       put(facts::operator_message{.link = {1}, .key = "x", .message = february_id, .part = 1}),
                       put(billing::posting{.sequence = 1, .booked_utc_ms = february}),
                       put(billing::posting{.sequence = 2, .booked_utc_ms = INT64_MAX}),
                       put(billing::posting{.sequence = 3, .booked_utc_ms = INT64_MIN})},
                      february_id));
    const auto count = [&](const std::string& table) {
        return run_sql(database_.url(), "SELECT count(*) FROM " + table)[0][0].as<int>();
    };
    EXPECT_EQ(count("message_2025_01"), 1);
    EXPECT_EQ(count("message_text_2025_01"), 1);
    EXPECT_EQ(count("message_2025_02"), 1);
    EXPECT_EQ(count("decision_2025_02"), 1);
    EXPECT_EQ(count("operator_id_2025_02"), 1);
    EXPECT_EQ(count("history_2025_02"), 1);
    EXPECT_EQ(count("posting_2025_02"), 1);
    EXPECT_EQ(count("posting"), 3);
    write(*database_, groups.make({gone(facts::attempt_decision{.message = february_id, .attempt = 1})}));
    EXPECT_EQ(count("decision"), 0);
}

// A new month's tables do not wait for whoever reads the old ones.
TEST_F(PostgresDatabase, BeginsAMonthBesideADump) {
    group_maker groups;
    write(*database_, groups.make({put(facts::message{.id = core::make_message_id(1738368000000, 0, 0)})}));
    pqxx::connection dump{database_.url()};
    pqxx::work work{dump};
    work.exec("SELECT count(*) FROM kaskad.message, kaskad.history, kaskad.posting");
    write(*database_, groups.make({put(facts::message{.id = core::make_message_id(1748368000000, 0, 0)})}));
}

TEST_F(PostgresDatabase, KeepsWorkOnlyWhileThereIsAny) {
    group_maker groups;
    const auto count = [&] { return run_sql(database_.url(), "SELECT count(*) FROM work")[0][0].as<int>(); };
    write(*database_, groups.make({put(facts::message{.id = {1}, .due_steady = 5}), put(facts::message{.id = {2}})}));
    EXPECT_EQ(count(), 1);
    write(*database_, groups.make({put(facts::message{.id = {1}})}));
    EXPECT_EQ(count(), 0);
}

// Every look-up of the main path has an index: none may walk a table.
TEST_F(PostgresDatabase, FindsByIndex) {
    write(*database_, source_.next(20));
    const auto plan = [&](const std::string& sql) {
        std::string text;
        pqxx::connection connection{database_.url()};
        pqxx::work work{connection};
        work.exec("SET search_path = kaskad; SET enable_seqscan = off; SET enable_bitmapscan = off");
        for (const auto& row : work.exec("EXPLAIN " + sql))
            text += std::string{row[0].c_str()} + "\n";
        return text;
    };
    EXPECT_THAT(plan("SELECT id FROM work WHERE due_steady > 0 AND (due_steady, id) > (5, 5) AND due_steady <= 9 "
                     "ORDER BY due_steady, id LIMIT 5"),
                ::testing::AllOf(HasSubstr("work_due"), ::testing::Not(HasSubstr("Sort"))));
    EXPECT_THAT(plan("SELECT id FROM work WHERE queue_link = 1 AND class = 1::bigint AND client = 1 AND "
                     "queue_sequence > 5 AND queue_sequence > 0 ORDER BY queue_sequence LIMIT 5"),
                ::testing::AllOf(HasSubstr("work_queue"), ::testing::Not(HasSubstr("Sort"))));
    EXPECT_THAT(plan("SELECT id FROM work WHERE in_flight ORDER BY id"), HasSubstr("work_in_flight"));
    EXPECT_THAT(plan("SELECT id FROM message WHERE client = 1 AND id > 5 ORDER BY id LIMIT 5"),
                ::testing::AllOf(HasSubstr("client_id_idx"), ::testing::Not(HasSubstr("Sort"))));
    EXPECT_THAT(plan("SELECT record FROM posting WHERE message = 5 AND message <> 0 ORDER BY id"),
                HasSubstr("message_idx"));
}

}  // namespace
}  // namespace kaskad::store::testing
