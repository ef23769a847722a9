#include "store/report_reader.hpp"

#include "store/memory_view.hpp"
#include "store/sqlite_connection.hpp"
#include "store/view.hpp"
#include "tests/store/databases.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <span>
#include <vector>

namespace kaskad::store::testing {

namespace {

constexpr int64_t MIDNIGHT = 1'767'225'600'000;  // 2026-01-01

core::message_id id_at(int64_t utc_ms, uint32_t sequence = 0) {
    return core::make_message_id(utc_ms, 1, sequence);
}

facts::message message_of(core::message_id id) {
    facts::message message;
    message.id = id;
    message.client = {1};
    message.recipient = "491511";
    return message;
}

facts::attempt_decision decision_of(core::message_id id, uint8_t attempt, uint32_t link) {
    facts::attempt_decision decision{.message = id, .attempt = attempt, .decision = {}};
    decision.decision.link = {link};
    return decision;
}

// More than two generations of three messages each, every second one with two attempts.
void write_day(database& to, group_maker& groups) {
    for (uint32_t number = 0; number < 8; ++number) {
        const auto id = id_at(MIDNIGHT + number * 1'000);
        std::vector<facts::change> changes{put(message_of(id)), put(decision_of(id, 1, number + 1))};
        if (number % 2 == 1) changes.push_back(put(decision_of(id, 2, 99)));
        write(to, groups.make(std::move(changes), id));
    }
}

std::unique_ptr<view> view_of(database_subject& database, database_kind kind) {
    if (kind == database_kind::memory) return std::make_unique<memory_view>(dynamic_cast<memory_database&>(*database));
    auto opened = open_sqlite_view({.path = database.path()});
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
}

void check_day(report_reader& reader) {
    const told_query query{
        .first = id_at(MIDNIGHT + 1'000), .last = id_at(MIDNIGHT + 6'000, core::SEQUENCE_MAX), .limit = 4};
    const auto page = reader.read(query);
    ASSERT_TRUE(page.has_value()) << page.error().text;
    ASSERT_EQ(page->size(), 4u);
    for (uint32_t number = 1; number <= 4; ++number) {
        const auto& each = (*page)[number - 1];
        EXPECT_EQ(each.message.id, id_at(MIDNIGHT + number * 1'000));
        ASSERT_EQ(each.decisions.size(), number % 2 == 1 ? 2u : 1u);
        EXPECT_EQ(each.decisions.front().decision.link, core::link_id{number + 1});
    }
    const auto rest = reader.read({.first = {page->back().message.id.value + 1}, .last = query.last, .limit = 4});
    ASSERT_TRUE(rest.has_value());
    EXPECT_EQ(rest->size(), 2u);
    const auto none = reader.read({.first = id_at(MIDNIGHT + 100'000), .last = id_at(MIDNIGHT + 200'000), .limit = 4});
    ASSERT_TRUE(none.has_value());
    EXPECT_TRUE(none->empty());
}

}  // namespace

TEST(StoreReportReader, ReadsADayPageByPageOverGenerations) {
    temporary_folder folder;
    group_maker groups;
    auto database = open_sqlite({.path = folder.path() / "kaskad.db", .messages_per_generation = 3});
    ASSERT_TRUE(database.has_value());
    write_day(**database, groups);
    auto opened = open_sqlite_view({.path = folder.path() / "kaskad.db"});
    ASSERT_TRUE(opened.has_value()) << opened.error().text;
    report_reader reader{std::move(*opened)};
    check_day(reader);
}

// SQLite found none: as a number of its own the last key was negative.
TEST(StoreReportReader, ReadsParkedReceiptsPageByPage) {
    for (const auto kind : {database_kind::memory, database_kind::sqlite}) {
        database_subject database{kind};
        group_maker groups;
        std::vector<facts::change> changes;
        for (const uint64_t id : {1U, 2U, 5U})
            changes.push_back(put(facts::parked_receipt{.id = id, .link = {3}}));
        write(*database, groups.make(std::move(changes)));
        report_reader reader{view_of(database, kind)};
        const auto first = reader.read_parked(0, 2);
        ASSERT_TRUE(first.has_value()) << first.error().text;
        ASSERT_EQ(first->size(), 2u);
        EXPECT_EQ(first->back().id, 2u);
        const auto last = reader.read_parked(2, 2);
        ASSERT_TRUE(last.has_value());
        ASSERT_EQ(last->size(), 1u);
        EXPECT_EQ(last->front().id, 5u);
        EXPECT_TRUE(reader.read_parked(5, 2)->empty());
    }
}

// Each generation was read as far as the limit and most of that thrown away: a month took twenty times as long as its
// messages.
TEST(StoreReportReader, APageOfManyGenerationsIsTheFirstOfThem) {
    temporary_folder folder;
    group_maker groups;
    auto database = open_sqlite({.path = folder.path() / "kaskad.db", .messages_per_generation = 3});
    ASSERT_TRUE(database.has_value());
    write_day(**database, groups);
    auto opened = open_sqlite_view({.path = folder.path() / "kaskad.db"});
    ASSERT_TRUE(opened.has_value());
    report_reader reader{std::move(*opened)};
    told_query query{.first = {1}, .last = {std::numeric_limits<int64_t>::max()}, .limit = 1};
    for (uint32_t number = 0; number < 8; ++number) {
        const auto page = reader.read(query);
        ASSERT_TRUE(page.has_value());
        ASSERT_EQ(page->size(), 1u);
        EXPECT_EQ(page->front().message.id, id_at(MIDNIGHT + number * 1'000));
        query.first = {page->front().message.id.value + 1};
    }
    EXPECT_TRUE(reader.read(query)->empty());
    query = {.first = {1}, .last = query.last, .limit = 8};
    EXPECT_EQ(reader.read(query)->size(), 8u);
}

TEST(StoreReportReader, ReadsOneClientsMessagesByItsIndex) {
    for (const auto kind : {database_kind::memory, database_kind::sqlite_small}) {
        database_subject database{kind};
        group_maker groups;
        for (uint32_t number = 0; number < 9; ++number) {
            auto message = message_of(id_at(MIDNIGHT + number * 1'000));
            message.client = {number % 3 == 0 ? 7u : 8u};
            write(*database, groups.make({put(message)}, message.id));
        }
        report_reader reader{view_of(database, kind)};
        const told_query query{.first = id_at(MIDNIGHT + 1),
                               .last = id_at(MIDNIGHT + 5'000, core::SEQUENCE_MAX),
                               .limit = 10,
                               .client = {7}};
        const auto page = reader.read(query);
        ASSERT_TRUE(page.has_value());
        ASSERT_EQ(page->size(), 1u) << "neither the one before the period nor the one behind it";
        EXPECT_EQ(page->front().message.id, id_at(MIDNIGHT + 3'000));
        EXPECT_EQ(reader.as_of()->utc_ms, database->state()->now.utc_ms);
    }
}

// 40 messages of 14 generations with three postings each, booked in turn: those of a message are far apart. One in 13
// is client 7's.
void write_postings(database& to, group_maker& groups) {
    constexpr uint32_t MESSAGES = 40;
    for (uint64_t sequence = 1; sequence <= 3 * MESSAGES; ++sequence) {
        const auto number = static_cast<uint32_t>((sequence - 1) % MESSAGES);
        auto message = message_of(id_at(MIDNIGHT + number * 1'000));
        message.client = {number % 13 == 0 ? 7u : 8u};
        write(to, groups.make({put(message), put(billing::posting{.sequence = sequence, .message = message.id})},
                              message.id));
    }
}

// Of each message of the page, in order; `settled` is told the same messages.
std::vector<std::vector<uint64_t>> sequences_of(report_reader& reader, const told_query& query) {
    std::vector<core::message_id> settled;
    const auto page = reader.read(query, [&](std::span<const core::message_id> ids) {
        settled = {ids.begin(), ids.end()};
    });
    EXPECT_TRUE(page.has_value()) << page.error().text;
    std::vector<std::vector<uint64_t>> found;
    std::vector<core::message_id> read;
    for (const auto& each : *page) {
        read.push_back(each.message.id);
        auto& sequences = found.emplace_back();
        for (const auto& posting : each.postings)
            sequences.push_back(posting.sequence);
    }
    EXPECT_EQ(settled, read);
    return found;
}

TEST(StoreReportReader, GivesEachMessageOfAPageItsOwnPostings) {
    for (const auto kind : {database_kind::memory, database_kind::sqlite, database_kind::sqlite_small}) {
        database_subject database{kind};
        group_maker groups;
        write_postings(*database, groups);
        report_reader reader{view_of(database, kind)};
        told_query query{.first = id_at(MIDNIGHT + 1'000), .last = id_at(MIDNIGHT + 30'000), .limit = 4};
        using rows = std::vector<std::vector<uint64_t>>;
        EXPECT_EQ(sequences_of(reader, query), (rows{{2, 42, 82}, {3, 43, 83}, {4, 44, 84}, {5, 45, 85}}));
        // Further apart than it pays to walk.
        query = {.first = id_at(MIDNIGHT), .last = id_at(MIDNIGHT + 30'000), .limit = 9, .client = {7}};
        EXPECT_EQ(sequences_of(reader, query), (rows{{1, 41, 81}, {14, 54, 94}, {27, 67, 107}}));
        query.first = id_at(MIDNIGHT + 99'000);
        query.last = id_at(MIDNIGHT + 100'000);
        EXPECT_EQ(sequences_of(reader, query), rows{});
    }
}

TEST(StoreReportReader, SaysThatAPostingIsNotThere) {
    database_subject database{database_kind::sqlite};
    group_maker groups;
    write_postings(*database, groups);
    report_reader reader{view_of(database, database_kind::sqlite)};
    const told_query query{.first = id_at(MIDNIGHT), .last = id_at(MIDNIGHT + 30'000), .limit = 9};
    ASSERT_TRUE(reader.read(query).has_value());
    sqlite_connection{database.path(), sqlite_mode::read_write}.run("DELETE FROM posting WHERE id > 40 AND id < 60");
    const auto page = reader.read(query);
    ASSERT_FALSE(page.has_value());
    EXPECT_EQ(page.error().text, "the database is damaged: a posting that a history names is not there");
}

TEST(StoreReportReader, LeavesOutPostingsThatNobodyWants) {
    memory_database database;
    group_maker groups;
    const auto id = id_at(MIDNIGHT);
    billing::posting row;
    row.sequence = 1;
    row.message = id;
    write(database, groups.make({put(message_of(id)), put(row)}, id));
    report_reader reader{std::make_unique<memory_view>(database)};
    told_query query{.first = id, .last = id, .limit = 1};
    EXPECT_EQ(reader.read(query)->front().postings.size(), 1u);
    query.wants_postings = false;
    EXPECT_TRUE(reader.read(query)->front().postings.empty());
}

TEST(StoreReportReader, SaysWhyItCannotOpenWhatIsNotThere) {
    temporary_folder folder;
    const auto reader = open_sqlite_view({.path = folder.path() / "kaskad.db"});
    ASSERT_FALSE(reader.has_value());
    EXPECT_FALSE(reader.error().text.empty());
}

}  // namespace kaskad::store::testing
