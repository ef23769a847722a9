#include "store/site.hpp"

#include "store/file_journal.hpp"
#include "store/sqlite_connection.hpp"
#include "store/vacancy.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/entries.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What is said of files without touching them, and when they may go.

namespace kaskad::store::testing {
namespace {

using ::testing::HasSubstr;

class Site : public ::testing::Test {
  protected:
    std::unique_ptr<file_journal> open(uint64_t begins_behind = 0) {
        auto opened = file_journal::open(
            {.folder = journal_, .begins_behind = begins_behind, .segment_octets = 64 * 1024, .on_notice = {}});
        EXPECT_TRUE(opened.has_value()) << opened.error().text;
        return std::move(*opened);
    }

    journal_extent extent() {
        const auto found = read_journal_extent(journal_.string());
        EXPECT_TRUE(found.has_value()) << found.error().text;
        return found.value_or(journal_extent{});
    }

    temporary_folder folder_;
    std::filesystem::path journal_ = folder_.path() / "data" / "journal";
    std::string database_ = folder_.path() / "data" / "kaskad.db";
};

TEST_F(Site, WhereNothingLiesNothingIsMade) {
    EXPECT_EQ(*read_database_position(database_), 0u);
    EXPECT_TRUE(extent().is_empty());
    EXPECT_TRUE(clear_database(database_).has_value());
    EXPECT_TRUE(clear_journal(journal_.string()).has_value());
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data"));
}

TEST_F(Site, ADatabaseTellsItsPositionBesideItsOwner) {
    std::filesystem::create_directories(folder_.path() / "data");
    write_file(database_, "");
    EXPECT_EQ(*read_database_position(database_), 0u) << "as a process leaves it that died at its beginning";
    auto owner = *open_sqlite({.path = database_});
    EXPECT_EQ(*read_database_position(database_), 0u);
    group_maker groups;
    write(*owner, groups.make({}));
    write(*owner, groups.make({}));
    EXPECT_EQ(*read_database_position(database_), 2u);
}

TEST_F(Site, AnothersFileIsNotTakenForEmpty) {
    std::filesystem::create_directories(folder_.path() / "data");
    sqlite_connection{database_, sqlite_mode::create}.run("CREATE TABLE theirs (id INTEGER)");
    EXPECT_THAT(read_database_position(database_).error().text, HasSubstr("was not made by Kaskad"));
}

TEST_F(Site, AJournalTellsItsExtentBesideItsOwner) {
    const auto owner = open();
    EXPECT_TRUE(extent().is_empty());
    ASSERT_TRUE(append(*owner, 1, 5).has_value());
    EXPECT_EQ(extent().first, 1u);
    EXPECT_EQ(extent().last, 5u);
}

// A move begins the new place's journal where the old one ended.
TEST_F(Site, AJournalMayBeginBehindAPosition) {
    {
        const auto journal = open(41);
        EXPECT_EQ(journal->first_position(), 42u);
        EXPECT_EQ(journal->last_position(), 41u);
        EXPECT_TRUE(extent().is_empty());
    }
    // Only a new one does.
    const auto journal = open(7);
    EXPECT_EQ(journal->last_position(), 41u);
    ASSERT_TRUE(append(*journal, 42, 43).has_value());
    EXPECT_EQ(replayed(*journal, 42), positions(42, 43));
}

TEST_F(Site, WhatIsInUseStays) {
    std::filesystem::create_directories(folder_.path() / "data");
    auto database = *open_sqlite({.path = database_});
    auto journal = open(41);
    EXPECT_THAT(clear_database(database_).error().text, HasSubstr("in use by another process"));
    EXPECT_THAT(clear_journal(journal_.string()).error().text, HasSubstr("in use by another process"));
    database.reset();
    journal.reset();
    ASSERT_TRUE(clear_database(database_).has_value());
    ASSERT_TRUE(clear_journal(journal_.string()).has_value());
    EXPECT_FALSE(std::filesystem::exists(database_));
    EXPECT_EQ(open()->last_position(), 0u) << "it is made anew";
}

TEST_F(Site, WhatHoldsSomethingStays) {
    std::filesystem::create_directories(folder_.path() / "data");
    group_maker groups;
    write(**open_sqlite({.path = database_}), groups.make({}));
    ASSERT_TRUE(append(*open(), 1, 3).has_value());
    EXPECT_THAT(clear_database(database_).error().text, HasSubstr("holds an installation at position 1"));
    EXPECT_THAT(clear_journal(journal_.string()).error().text, HasSubstr("holds an installation at position 3"));
    EXPECT_EQ(*read_database_position(database_), 1u);
    EXPECT_EQ(extent().last, 3u);
}

TEST_F(Site, WhatAMoveLeftGoes) {
    std::filesystem::create_directories(folder_.path() / "data");
    ASSERT_TRUE((*open_sqlite({.path = database_}))->set_state({.position = MOVE_POSITION + 7}).has_value());
    EXPECT_TRUE(is_vacant(*read_database_position(database_)));
    ASSERT_TRUE(clear_database(database_).has_value());
    EXPECT_EQ(*read_database_position(database_), 0u);
}

}  // namespace
}  // namespace kaskad::store::testing
