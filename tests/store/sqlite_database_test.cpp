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
    EXPECT_THAT(error_of_open(), HasSubstr("has schema 99, this program knows up to 2: it was written by a newer one"));
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

    const auto database = open();
    const auto reader = database->make_reader();
    const auto found = (*reader)->read_message({70});
    ASSERT_TRUE(found && found->message) << found.error().text;
    EXPECT_EQ(facts::encoded(*found->message), facts::encoded(kept));
    EXPECT_EQ(found->text, "Hello");
    ASSERT_EQ(found->history.size(), 1);
    EXPECT_EQ(found->history[0].note, "taken");
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
    EXPECT_THAT(plan("SELECT id FROM message_1 WHERE due_steady > 0 AND (due_steady, id) > (5, 5) AND due_steady <= 9 "
                     "ORDER BY due_steady, id LIMIT 5"),
                ::testing::AllOf(HasSubstr("INDEX message_due"), ::testing::Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(
        plan("SELECT id FROM message_1 WHERE queue_link = 1 AND class = 1 AND client = 1 AND queue_sequence > 5 "
             "AND queue_sequence > 0 ORDER BY queue_sequence LIMIT 5"),
        ::testing::AllOf(HasSubstr("INDEX message_queue"), ::testing::Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(plan("SELECT id FROM message_1 WHERE in_flight > 0 AND in_flight = 1 ORDER BY id"),
                HasSubstr("INDEX message_in_flight"));
    EXPECT_THAT(plan("SELECT id FROM message_1 WHERE client = 1 AND id > 5 ORDER BY id LIMIT 5"),
                ::testing::AllOf(HasSubstr("INDEX message_client"), ::testing::Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(plan("SELECT record FROM posting WHERE message = 5 AND message <> 0 ORDER BY id"),
                HasSubstr("INDEX posting_message"));
}

}  // namespace
}  // namespace kaskad::store
