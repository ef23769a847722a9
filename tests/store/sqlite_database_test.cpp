#include "store/sqlite_database.hpp"

#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_connection.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace kaskad::store {
namespace {

using namespace testing;
using ::testing::HasSubstr;

class SqliteDatabase : public ::testing::Test {
  protected:
    std::filesystem::path path() const { return folder_.path() / "kaskad.db"; }

    std::unique_ptr<database> open() {
        auto opened = open_sqlite({.path = path()});
        EXPECT_TRUE(opened.has_value()) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }

    std::string error_of_open() {
        const auto opened = open_sqlite({.path = path()});
        return opened ? "" : opened.error().text;
    }

    void run(const std::string& sql) { sqlite_connection{path(), sqlite_mode::create}.run(sql); }

    temporary_folder folder_;
};

TEST_F(SqliteDatabase, RefusesANewerSchema) {
    open();
    run("PRAGMA user_version = 99");
    EXPECT_THAT(error_of_open(),
                HasSubstr("has schema 99, this program knows up to 12: it was written by a newer one"));
    const auto reader = open_sqlite_reader({.path = path()});
    ASSERT_FALSE(reader.has_value());
    EXPECT_THAT(reader.error().text, HasSubstr("newer"));
}

TEST_F(SqliteDatabase, MigratesAFileThatStoppedBeforeItsFirstSchema) {
    run("PRAGMA application_id = 1263749956; PRAGMA journal_mode = WAL");
    const auto database = open();
    ASSERT_NE(database, nullptr);
    EXPECT_EQ(database->state()->position, 0);
    sqlite_connection connection{path(), sqlite_mode::read_only};
    EXPECT_EQ(connection.query("PRAGMA user_version"), static_cast<int64_t>(sqlite_migrations().size()));
}

std::string hex(const std::string& octets) {
    std::string text;
    for (const char octet : octets)
        text += fmt::format("{:02x}", static_cast<uint8_t>(octet));
    return text;
}

// As schema 1 held it: one table for all messages, the record in its row.
TEST_F(SqliteDatabase, MovesWhatSchema1HeldIntoTheFirstGeneration) {
    const facts::message kept{.id = {70}, .client = {2}, .recipient = "49151", .due_steady = 9};
    const facts::operator_message operator_id{.link = {3}, .key = "id", .message = {70}, .attempt = 1, .part = 1};
    const facts::idempotency key{.client = {2}, .key = "key", .message = {70}};
    std::string facts;
    facts::append({.position = 1, .note = "taken"}, facts);
    run(fmt::format("{} PRAGMA application_id = 1263749956; PRAGMA user_version = 1; PRAGMA journal_mode = WAL;",
                    sqlite_migrations()[0]));
    run("UPDATE meta SET position = 1");
    run(fmt::format("INSERT INTO history VALUES (5, 70, 0, x'{}')", hex(facts)));
    run(fmt::format("INSERT INTO message VALUES (70, 2, '', '49151', 0, 0, 0, 0, 9, 0, 0, 0, 5, x'{}')",
                    hex(facts::encoded(kept))));
    run(fmt::format("INSERT INTO message_text VALUES (70, x'{}')",
                    hex(facts::encoded(facts::message_text{.id = {70}, .text = "Hello"}))));
    run(fmt::format("INSERT INTO operator_id VALUES (x'{}', x'{}')", hex(facts::key_of(operator_id)),
                    hex(facts::encoded(operator_id))));
    run(fmt::format("INSERT INTO idempotency VALUES (x'{}', x'{}')", hex(facts::key_of(key)),
                    hex(facts::encoded(key))));
    const facts::attempt_decision decision{.message = {70}, .attempt = 1};
    run(fmt::format("INSERT INTO decision VALUES (x'{}', x'{}')", hex(facts::key_of(decision)),
                    hex(facts::encoded(decision))));
    const billing::posting posting{.sequence = 3, .message = {70}};
    run(fmt::format("INSERT INTO posting VALUES (3, 70, x'{}')", hex(facts::encoded(posting))));

    const auto database = open();
    const auto reader = database->make_reader();
    const auto found = (*reader)->read_message({70});
    ASSERT_TRUE(found && found->message) << found.error().text;
    EXPECT_EQ(facts::encoded(*found->message), facts::encoded(kept));
    EXPECT_EQ(found->text, "Hello");
    ASSERT_EQ(found->history.size(), 1);
    EXPECT_EQ(found->history[0].note, "taken");
    ASSERT_EQ(found->decisions.size(), 1);
    const auto postings = (*reader)->read_postings({70});
    ASSERT_TRUE(postings && postings->size() == 1) << postings.error().text;
    EXPECT_EQ(postings->front().sequence, 3);
    EXPECT_EQ(fetched(*database, facts::fetch_operator_id{{3}, {"id"}}).size(), 3);
    EXPECT_EQ(fetched(*database, facts::fetch_idempotency{{2}, "key", 0}).size(), 1);
    EXPECT_EQ(ids_of(fetched(*database, facts::fetch_due{.until_steady = 10, .limit = 5})), std::vector<uint64_t>{70});

    // It goes on from there, in a generation of its own.
    group_maker groups;
    groups.make({});
    auto next = groups.make({put(facts::message{.id = {70}, .parts = 2}), put(facts::message{.id = {71}})}, {70});
    next.now.utc_ms = 1'800'000'000'000;
    write(*database, std::move(next));
    const auto later = (*reader)->read_message({70});
    EXPECT_EQ(later->message->parts, 2);
    EXPECT_EQ(later->history.size(), 2);
    EXPECT_TRUE((*reader)->read_message({71})->message);
    sqlite_connection connection{path(), sqlite_mode::read_only};
    EXPECT_EQ(connection.query("SELECT count(*) FROM message_1"), 1);
    EXPECT_EQ(connection.query("SELECT first_message FROM generation WHERE number = 2"), 71);
}

facts::group group_of_day(group_maker& groups, int64_t day, std::vector<facts::change> changes) {
    auto made = groups.make(std::move(changes));
    made.now.utc_ms = day * 86'400'000 + 5;
    return made;
}

TEST_F(SqliteDatabase, OpensAGenerationWhenOneIsFullAndWhenADayEnds) {
    auto database = open_sqlite({.path = path(), .messages_per_generation = 2});
    group_maker groups;
    const auto generation_of = [&](uint64_t id) {
        sqlite_connection connection{path(), sqlite_mode::read_only};
        return connection.query(fmt::format("SELECT max(number) FROM generation WHERE first_message <= {}", id));
    };
    write(**database, group_of_day(groups, 1, {put(facts::message{.id = {10}})}));
    write(**database, group_of_day(groups, 1, {put(facts::message{.id = {20}})}));
    EXPECT_EQ(generation_of(21), 1);
    write(**database, group_of_day(groups, 1, {put(facts::message{.id = {30}})}));
    EXPECT_EQ(generation_of(20), 1);
    EXPECT_EQ(generation_of(30), 2);
    // Also by one that is opened anew.
    database->reset();
    database = open_sqlite({.path = path(), .messages_per_generation = 2});
    write(**database, group_of_day(groups, 2, {put(facts::message{.id = {40}})}));
    EXPECT_EQ(generation_of(30), 2);
    EXPECT_EQ(generation_of(40), 3);
    write(**database, group_of_day(groups, 3, {put(facts::message{.id = {20}, .parts = 7})}));
    const auto reader = (*database)->make_reader();
    EXPECT_EQ((*reader)->read_message({20})->message->parts, 7);
    EXPECT_EQ((*reader)->list_messages({.client = {0}, .after = {10}, .limit = 9})->messages.size(), 3);
}

facts::fact fact_about(uint64_t message, std::vector<facts::change> changes) {
    return {.kind = facts::fact_kind::charged, .message = {message}, .changes = std::move(changes)};
}

// More than fit into one row, of messages whose history names them and of one that nobody knows.
TEST_F(SqliteDatabase, FindsEachOfThePostingsThatShareARow) {
    const auto database = open();
    constexpr uint64_t COUNT = 150;
    facts::group group{.position = 1};
    for (uint64_t id = 1; id <= 3; ++id)
        group.facts.push_back(fact_about(id, {put(facts::message{.id = {id}})}));
    for (uint64_t sequence = 1; sequence <= COUNT; ++sequence) {
        const uint64_t message = sequence % 5;
        group.facts.push_back(fact_about(message, {put(billing::posting{.sequence = sequence, .message = {message}})}));
    }
    // Two of one fact: the second is found as well.
    group.facts.push_back(fact_about(3, {put(billing::posting{.sequence = COUNT + 1, .message = {3}}),
                                         put(billing::posting{.sequence = COUNT + 2, .message = {3}})}));
    write(*database, group);

    const auto reader = database->make_reader();
    const auto sequences_of = [&](uint64_t message) {
        const auto found = (*reader)->read_postings({message});
        EXPECT_TRUE(found.has_value()) << found.error().text;
        std::vector<uint64_t> sequences;
        for (const auto& posting : *found)
            sequences.push_back(posting.sequence);
        return sequences;
    };
    std::vector<uint64_t> wanted;
    for (uint64_t sequence = 3; sequence <= COUNT; sequence += 5)
        wanted.push_back(sequence);
    wanted.push_back(COUNT + 1);
    wanted.push_back(COUNT + 2);
    EXPECT_EQ(sequences_of(3), wanted);
    EXPECT_EQ(sequences_of(2).size(), COUNT / 5);

    const auto rows = database->rows(facts::table_of(facts::record{billing::posting{}}));
    ASSERT_EQ(rows->size(), COUNT + 2);
    sqlite_connection connection{path(), sqlite_mode::read_only};
    EXPECT_EQ(connection.query("SELECT count(*) FROM posting"), 3);
    EXPECT_EQ(connection.query("SELECT count(*) FROM posting_message"), 1);
}

// The first attempt's decision goes with a message that is new, all others stand apart.
TEST_F(SqliteDatabase, FindsDecisionsWhereverTheyStand) {
    const auto database = open();
    group_maker groups;
    const auto decided = [](uint64_t message, uint8_t attempt, uint32_t price) {
        facts::attempt_decision made{.message = {message}, .attempt = attempt};
        made.decision.price_version = price;
        return put(made);
    };
    write(*database, groups.make({put(facts::message{.id = {1}}), put(facts::message{.id = {2}}),
                                  put(facts::message{.id = {3}}), decided(1, 1, 11), decided(3, 1, 31)}));
    write(*database, groups.make({decided(1, 2, 12), decided(2, 1, 21)}));  // the second was scheduled
    const auto reader = database->make_reader();
    const auto prices_of = [&](uint64_t id) {
        std::vector<uint32_t> prices;
        const auto found = (*reader)->read_message({id});
        for (const auto& decision : found->decisions)
            prices.push_back(decision.decision.price_version);
        return prices;
    };
    EXPECT_EQ(prices_of(1), (std::vector<uint32_t>{11, 12}));
    EXPECT_EQ(prices_of(2), std::vector<uint32_t>{21});
    EXPECT_EQ(prices_of(3), std::vector<uint32_t>{31});
    EXPECT_EQ(database->rows(facts::table_of(facts::record{facts::attempt_decision{}}))->size(), 4u);
    sqlite_connection connection{path(), sqlite_mode::read_only};
    EXPECT_EQ(connection.query("SELECT count(*) FROM decision_1"), 2);
}

TEST_F(SqliteDatabase, RefusesAForeignDatabase) {
    run("CREATE TABLE other (id INTEGER)");
    EXPECT_THAT(error_of_open(), HasSubstr("was not made by Kaskad"));
}

TEST_F(SqliteDatabase, RefusesAFileThatIsNoDatabase) {
    write_file(path(), std::string(4096, 'x'));
    const auto text = error_of_open();
    EXPECT_THAT(text, HasSubstr("kaskad.db: file is not a database"));
    EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST_F(SqliteDatabase, SaysThatItsFolderIsNotThere) {
    const auto opened = open_sqlite({.path = folder_.path() / "missing" / "kaskad.db"});
    ASSERT_FALSE(opened.has_value());
    EXPECT_THAT(opened.error().text, HasSubstr("missing/kaskad.db.lock: No such file or directory"));
}

TEST_F(SqliteDatabase, IsNotOpenedTwiceForWriting) {
    const auto first = open();
    EXPECT_THAT(error_of_open(), HasSubstr("in use by another process"));
    EXPECT_TRUE(open_sqlite_reader({.path = path()}).has_value());
}

TEST_F(SqliteDatabase, SaysThatTheDiskIsFullAndGoesOnWhenThereIsRoom) {
    const auto database = open();
    random_groups source{5};
    const auto batch = *fold(to_durable(source.next(300)), {});
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{.rlim_cur = 64 * 1024, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const auto failed = database->write(batch);
    ::setrlimit(RLIMIT_FSIZE, &before);

    ASSERT_FALSE(failed.has_value());
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_THAT(failed.error().text, HasSubstr("kaskad.db: "));
    EXPECT_EQ(database->state()->position, 0);
    ASSERT_TRUE(database->write(batch).has_value());

    memory_database plain;
    random_groups same{5};
    write(plain, same.next(300));
    EXPECT_EQ(canonical_of(*database), canonical_of(plain));
}

TEST_F(SqliteDatabase, TellsOfADamagedRow) {
    auto database = open();
    group_maker groups;
    write(*database, groups.make({put(facts::message{.id = {1}})}));
    database.reset();
    run("UPDATE history_1 SET record = x'FFFF'");
    database = open();
    const auto reader = database->make_reader();
    const auto read = (*reader)->read_message({1});
    ASSERT_FALSE(read.has_value());
    EXPECT_THAT(read.error().text, HasSubstr("a row of table message cannot be read"));
    EXPECT_TRUE(fetch(**reader, facts::fetch_message{.id = {1}}).failed);
}

TEST_F(SqliteDatabase, ReadsOneViewWhileTheWriterGoesOn) {
    const auto database = open();
    group_maker groups;
    write(*database, groups.make({put(facts::job{.id = 1}), put(facts::message{.id = {1}})}, {1}));
    const auto reader = database->make_reader();
    ASSERT_TRUE(reader.has_value());
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
    for (uint16_t i = 2; i <= 200; ++i)
        write(*database, groups.make({put(facts::message{.id = {1}, .parts = i})}, {1}));
    is_done = true;
    other.join();
}

TEST_F(SqliteDatabase, DoesNotRewriteWhatIsNotChanged) {
    const auto database = open();
    group_maker groups;
    std::vector<facts::group> batch;
    batch.push_back(groups.make({put(facts::event{.endpoint = {1}, .sequence = 1})}));
    batch.push_back(groups.make({gone(facts::event{.endpoint = {1}, .sequence = 1})}));
    write(*database, std::move(batch));
    sqlite_connection connection{path(), sqlite_mode::read_only};
    EXPECT_EQ(connection.query("SELECT count(*) FROM event"), 0);
}

// Every look-up of the main path has an index: none may walk a table.
TEST_F(SqliteDatabase, FindsWorkByIndex) {
    open();
    sqlite_connection connection{path(), sqlite_mode::read_only};
    const auto plan = [&](const std::string& sql) {
        auto statement = connection.prepare("EXPLAIN QUERY PLAN " + sql);
        std::string text;
        while (statement.step())
            text += std::string{statement.octets(3)} + "; ";
        return text;
    };
    EXPECT_THAT(plan("SELECT id FROM work_1 WHERE due_steady > 0 AND (due_steady, id) > (5, 5) AND due_steady <= 9 "
                     "ORDER BY due_steady, id LIMIT 5"),
                ::testing::AllOf(HasSubstr("INDEX work_due"), ::testing::Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(plan("SELECT id FROM work_1 WHERE queue_link = 1 AND class = 1 AND client = 1 AND queue_sequence > 5 "
                     "AND queue_sequence > 0 ORDER BY queue_sequence LIMIT 5"),
                ::testing::AllOf(HasSubstr("INDEX work_queue"), ::testing::Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(plan("SELECT id FROM work_1 WHERE in_flight > 0 AND in_flight = 1 ORDER BY id"),
                HasSubstr("INDEX work_in_flight"));
    EXPECT_THAT(plan("SELECT id FROM message_1 WHERE client = 1 AND id > 5 ORDER BY id LIMIT 5"),
                ::testing::AllOf(HasSubstr("INDEX message_client"), ::testing::Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(plan("SELECT id, records FROM posting WHERE id BETWEEN 5 AND 9 ORDER BY id"),
                HasSubstr("USING INTEGER PRIMARY KEY"));
    EXPECT_THAT(plan("SELECT posting FROM posting_message WHERE message = 5"), HasSubstr("USING PRIMARY KEY"));
}

}  // namespace
}  // namespace kaskad::store
