#include "store/table_move.hpp"

#include "engine/facts/key.hpp"
#include "store/catch_up.hpp"
#include "store/memory_journal.hpp"
#include "store/memory_view.hpp"
#include "store/table_walk.hpp"
#include "tests/store/failing_database.hpp"
#include "tests/store/moves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

// A database filled from another one of whatever kind, and what is left when that does not end.

namespace kaskad::store::testing {
namespace {

using ::testing::HasSubstr;

struct route {
    database_kind from;
    database_kind to;
};

std::unique_ptr<view> view_of(database_subject& of, database_kind kind) {
    if (kind == database_kind::memory)
        return std::make_unique<memory_view>(dynamic_cast<const memory_database&>(of.get()));
    auto opened = open_sqlite_view({.path = of.path()});
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
}

class TableMove : public ::testing::TestWithParam<route> {};

TEST_P(TableMove, LosesNothing) {
    for (const uint64_t seed : {1, 2, 3}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        random_groups source{seed};
        database_subject from{GetParam().from};
        for (int batch = 0; batch < 12; ++batch)
            write(*from, source.next(20));
        database_subject to{GetParam().to};
        const auto read = view_of(from, GetParam().from);
        const auto copy = view_of(to, GetParam().to);
        move(*read, *from->state(), to, *copy);
        to.reopen();
        expect_equal(*from, *to, source);
    }
}

INSTANTIATE_TEST_SUITE_P(All, TableMove,
                         ::testing::Values(route{database_kind::memory, database_kind::sqlite},
                                           route{database_kind::sqlite, database_kind::sqlite_small},
                                           route{database_kind::sqlite_small, database_kind::sqlite},
                                           route{database_kind::sqlite_small, database_kind::sqlite_small}));

// Two databases in memory, the one full.
class HalfMove : public ::testing::Test {
  protected:
    HalfMove() { write(from_, source_.next(200)); }

    result<database_tally> move_pages(size_t count) {
        return move_tables(read_, to_, [&](const database_tally&) { return count-- > 1; });
    }

    random_groups source_{5};
    memory_database from_;
    memory_database to_;
    memory_view read_{from_};
};

TEST_F(HalfMove, IsTakenForWholeByNoStart) {
    for (size_t pages = 1; pages < 30; pages += 4) {
        ASSERT_TRUE(to_.set_state({}).has_value());
        ASSERT_FALSE(move_pages(pages).has_value());
        ASSERT_TRUE(is_half_moved(to_.state()->position)) << pages;
        const auto started = catch_up(memory_journal{}, to_);
        ASSERT_FALSE(started.has_value());
        EXPECT_THAT(started.error().text, HasSubstr("a move into it did not end"));
    }
}

// What is all there is not yet checked.
TEST_F(HalfMove, IsNotWholeBeforeItIsSaid) {
    ASSERT_TRUE(move_tables(read_, to_, go_on).has_value());
    EXPECT_FALSE(check_is_whole(to_.state()->position).has_value());
    ASSERT_TRUE(finish_move(to_, *from_.state()).has_value());
    EXPECT_TRUE(check_is_whole(to_.state()->position).has_value());
}

TEST_F(HalfMove, RepeatsAWriteThatFailedOrSeemedTo) {
    for (const bool kept : {false, true}) {
        failing_database to;
        to.fail_next_writes(1, kept);
        const auto moved = move_tables(read_, to, go_on);
        ASSERT_TRUE(moved.has_value()) << moved.error().text;
        const auto copy = to.make_view();
        EXPECT_EQ(difference(*moved, *tally(**copy, go_on)), std::nullopt);
    }
}

TEST(TableTally, NamesTheTableThatIsNotTheSame) {
    random_groups source{9};
    const auto groups = source.next(200);
    memory_database whole;
    write(whole, groups);
    memory_view view{whole};
    const auto tallied = *tally(view, go_on);
    for (size_t table = 0; table < database_tally::COUNT; ++table) {
        auto bent = tallied;
        bent[table].crc ^= 1;
        EXPECT_THAT(difference(tallied, bent).value(), HasSubstr("table " + std::string{tally_name(table)} + " had"));
    }
}

TEST(TableTally, NoticesRowsThatLieOtherwise) {
    table_tally one;
    table_tally other;
    one.add("a", "bc");
    other.add("ab", "c");
    EXPECT_NE(one, other) << "the border between key and record counts";
    table_tally first;
    table_tally second;
    first.add("a", "1"), first.add("b", "2");
    second.add("b", "2"), second.add("a", "1");
    EXPECT_NE(first, second) << "so does the order";
}

// Whatever there is, no more than a page is held.
TEST(TableWalk, KeepsPagesSmall) {
    constexpr size_t MESSAGES = 1'300;
    constexpr size_t LARGE = 1'000'000;
    memory_database from;
    group_maker groups;
    for (uint64_t id = 1; id <= MESSAGES; ++id)
        write(from, groups.make({put(facts::message{.id = {id}})}, {id}));
    for (uint64_t id = 1; id <= 20; ++id)
        write(from,
              groups.make({put(facts::message_text{.id = {5'000 + id}, .text = "an orphan"}),
                           put(facts::learnt_number{.number = std::to_string(id)}),
                           put(facts::checkpoint{.name = std::to_string(id), .octets = std::string(LARGE, 'x')})}));
    memory_view view{from};
    table_walk walk{view};
    while (const auto page = walk.next()) {
        size_t octets = 0;
        size_t messages = 0;
        for (const auto& row : page->rows.rows) {
            octets += row.key.size() + row.record.size();
            messages += row.table == 0 ? 1 : 0;
        }
        EXPECT_LE(messages, 500u);
        EXPECT_LE(octets, 8 * LARGE);
        EXPECT_TRUE(std::ranges::is_sorted(page->rows.rows, [](const row& a, const row& b) {
            return std::tie(a.table, a.key) < std::tie(b.table, b.key);
        }));
    }
    EXPECT_EQ(walk.seen()[0].rows, MESSAGES);
    EXPECT_EQ(walk.seen()[database_tally::HISTORY].rows, MESSAGES);
    EXPECT_EQ(walk.seen()[facts::table_of(facts::message_text{})].rows, 20u) << "also what hangs on no message";
    EXPECT_EQ(walk.seen()[facts::table_of(facts::checkpoint{})].rows, 20u);
}

}  // namespace
}  // namespace kaskad::store::testing
