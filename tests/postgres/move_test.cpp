#include "store/postgres_journal.hpp"
#include "store/site.hpp"
#include "store/table_move.hpp"
#include "tests/postgres/postgres_databases.hpp"
#include "tests/postgres/quick_options.hpp"
#include "tests/store/entries.hpp"
#include "tests/store/moves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// From files into PostgreSQL and back: nothing is lost either way, and a half move is nobody's.

namespace kaskad::store::testing {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<view> view_of(const database_subject& of) {
    return std::move(*open_sqlite_view({.path = of.path()}));
}

std::unique_ptr<view> view_of(const postgres_database_subject& of) {
    return std::move(*open_postgres_view(of.options()));
}

TEST(PostgresMove, LosesNothingThereAndBack) {
    random_groups source{21};
    database_subject files{database_kind::sqlite_small};
    for (int batch = 0; batch < 12; ++batch)
        write(*files, source.next(20));
    postgres_database_subject server;
    const auto from = view_of(files);
    const auto copy = view_of(server);
    move(*from, *files->state(), server, *copy);
    server.reopen();
    expect_equal(*files, *server, source);

    database_subject again{database_kind::sqlite};
    const auto copied = view_of(again);
    move(*view_of(server), *server->state(), again, *copied);
    again.reopen();
    expect_equal(*server, *again, source);
}

TEST(PostgresMove, GoesOnAfterTheServerLostAConnection) {
    random_groups source{4};
    database_subject files{database_kind::sqlite};
    write(*files, source.next(200));
    postgres_database_subject server;
    const auto from = view_of(files);
    // The last of the cuts meets another page, not who reads the copy.
    constexpr size_t CUT_UNTIL = 20;
    size_t pages = 0;
    const auto moved = move_tables(*from, *server, [&](const database_tally&) {
        if (++pages % 5 == 0 && pages < CUT_UNTIL)
            server.proxy().cut_next({.when = pages % 2 == 0 ? cut::before : cut::after});
        return true;
    });
    ASSERT_TRUE(moved.has_value()) << moved.error().text;
    EXPECT_GT(pages, CUT_UNTIL);
    const auto copy = view_of(server);
    const auto there = tally(*copy, go_on);
    ASSERT_TRUE(there.has_value()) << there.error().text;
    EXPECT_EQ(difference(*moved, *there), std::nullopt);
}

// A move begins the new place's journal where the old one ended.
TEST(PostgresMove, AJournalMayBeginBehindAPosition) {
    const auto url = postgres_server::shared().url(postgres_server::shared().make_database());
    const auto open = [&](uint64_t behind) {
        return *postgres_journal::open({.server = quick_options(url),
                                        .node = 1,
                                        .begins_behind = behind,
                                        .segment_octets = 1024,
                                        .on_notice = {}});
    };
    EXPECT_EQ(open(41)->first_position(), 42u);
    EXPECT_TRUE(read_journal_extent(url)->is_empty());
    // Only a new one does.
    const auto journal = open(7);
    EXPECT_EQ(journal->last_position(), 41u);
    ASSERT_TRUE(append(*journal, 42, 43).has_value());
    EXPECT_EQ(replayed(*journal, 42), positions(42, 43));
    EXPECT_EQ(read_journal_extent(url)->first, 42u);
    EXPECT_EQ(read_journal_extent(url)->last, 43u);
}

TEST(PostgresMove, TellsWhatLiesThereAndTakesAwayOnlyWhatIsVacant) {
    postgres_database_subject server;
    const auto url = server.url();
    EXPECT_EQ(*read_database_position(url), 0u);
    EXPECT_TRUE(read_journal_extent(url)->is_empty());
    random_groups source{4};
    write(*server, source.next(3));
    EXPECT_EQ(*read_database_position(url), 3u);
    ASSERT_TRUE(server->set_state({.position = MOVE_POSITION + 7}).has_value());
    EXPECT_THAT(clear_database(url).error().text, HasSubstr("in use by another process"));
    server.close();
    ASSERT_TRUE(clear_database(url).has_value());
    EXPECT_EQ(*read_database_position(url), 0u);
    server.reopen();
    EXPECT_EQ(server->state()->position, 0u);

    random_groups again{4};
    write(*server, again.next(3));
    server.close();
    for (const auto& refused : {clear_database(url), clear_journal(url)})
        EXPECT_THAT(refused.error().text, HasSubstr("holds an installation at position 3"));
    EXPECT_EQ(*read_database_position(url), 3u);
}

}  // namespace
}  // namespace kaskad::store::testing
