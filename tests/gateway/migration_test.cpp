#include "gateway/migration.hpp"

#include "engine/facts/key.hpp"
#include "gateway/migrate_command.hpp"
#include "store/batch.hpp"
#include "store/site.hpp"
#include "tests/gateway/top_ups.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

// A whole installation from one folder into another: what it takes along, what it refuses, and what is left when it
// does not end.

namespace kaskad::gateway {

namespace {

using store::testing::read_file;
using store::testing::temporary_folder;
using ::testing::HasSubstr;

constexpr int64_t DAY = int64_t{20'000} * 86'400'000;

class Migration : public ::testing::Test {
  protected:
    Migration() {
        places_.from.store.path = (folder_.path() / "old").string();
        places_.to.store.path = (folder_.path() / "new").string();
        places_.from.node.number = places_.to.node.number = 3;
        places_.from.store.segment_size = places_.to.store.segment_size = 1024 * 1024;
    }

    // A gateway that was killed: the journal holds `groups` more than its database does.
    void live(size_t projected, size_t groups) {
        auto opened = open_storage(places_.from, quiet_);
        ASSERT_TRUE(opened.has_value()) << opened.error();
        for (size_t i = 0; i < projected + groups; ++i) {
            const auto group = made_.next(DAY + static_cast<int64_t>(i));
            ASSERT_TRUE(write(*opened, group, i < projected));
        }
    }

    static bool write(storage& to, const facts::group& group, bool is_projected) {
        const auto durable = store::to_durable(group);
        const store::journal_entry entry{.position = durable.position, .octets = durable.octets};
        if (!to.journal->append({&entry, 1})) return false;
        return !is_projected || to.database->write(*store::fold({durable}, to.database->state()->postings));
    }

    auto migrate() { return gateway::migrate(places_, events_); }
    std::string refused() {
        const auto done = migrate();
        return done ? "it was done" : done.error();
    }

    // Every file of a place with its octets, but for what SQLite needs to look at one.
    std::map<std::string, std::string> files_of(const std::string& place) {
        std::map<std::string, std::string> found;
        if (!std::filesystem::exists(place)) return found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{place}) {
            const bool is_for_looking = entry.path().extension() == ".db-shm" ||
                                        (entry.path().extension() == ".db-wal" && entry.file_size() == 0);
            if (entry.is_regular_file() && !is_for_looking) found[entry.path().string()] = read_file(entry.path());
        }
        return found;
    }

    std::string canonical_of(const config::process_options& options) {
        auto opened = open_storage(options, quiet_);
        EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error());
        return opened ? store::testing::canonical_of(*opened->database) : "";
    }

    std::string refusal_of_start() {
        const auto opened = open_storage(places_.to, quiet_);
        return opened ? "it started" : opened.error();
    }

    temporary_folder folder_;
    migration_places places_;
    notices quiet_{.info = [](const std::string&) {}, .warning = [](const std::string&) {}};
    migration_events events_{.say = quiet_,
                             .pages = [](const store::database_tally&) { return true; },
                             .books = [](const walked_books&) { return true; }};
    testing::top_ups made_;
};

TEST_F(Migration, TakesAlongWhatOnlyTheJournalHolds) {
    live(5, 7);
    const auto done = migrate();
    ASSERT_TRUE(done.has_value()) << done.error();
    EXPECT_EQ(done->position, 12u);
    EXPECT_EQ(done->books.postings, 12u);
    EXPECT_EQ(canonical_of(places_.from), canonical_of(places_.to));
}

// The new place goes on where the old one ended, and the source stays what it was.
TEST_F(Migration, TheNewPlaceGoesOn) {
    live(5, 7);
    ASSERT_TRUE(migrate().has_value());
    const auto before = canonical_of(places_.from);
    auto opened = open_storage(places_.to, quiet_);
    ASSERT_TRUE(opened.has_value()) << opened.error();
    EXPECT_EQ(opened->journal->first_position(), 13u);
    ASSERT_TRUE(write(*opened, made_.next(DAY), false));
    opened = std::unexpected("closed");
    EXPECT_THAT(canonical_of(places_.to), HasSubstr("position 13 "));
    EXPECT_EQ(canonical_of(places_.from), before);
}

TEST_F(Migration, RefusesATargetThatHoldsSomethingAndLeavesIt) {
    live(5, 0);
    ASSERT_TRUE(migrate().has_value());
    const auto before = files_of(places_.to.store.path);
    EXPECT_THAT(refused(), HasSubstr("holds an installation at position 5: it is left as it is"));
    EXPECT_EQ(files_of(places_.to.store.path), before);
    std::swap(places_.from, places_.to);
    EXPECT_THAT(refused(), HasSubstr("holds an installation at position 5"));
}

// A gateway that died before its database was first written to: only the journal tells.
TEST_F(Migration, RefusesATargetWhoseJournalAloneHoldsSomething) {
    live(0, 2);
    std::swap(places_.from, places_.to);
    places_.from.store.path = (folder_.path() / "another").string();
    made_ = {};
    live(1, 0);
    EXPECT_THAT(refused(), HasSubstr("holds an installation at position 2"));
}

TEST_F(Migration, TakesATargetWhereAGatewayOnlyEverStarted) {
    live(5, 0);
    ASSERT_TRUE(open_storage(places_.to, quiet_).has_value());
    const auto done = migrate();
    ASSERT_TRUE(done.has_value()) << done.error();
    EXPECT_EQ(canonical_of(places_.from), canonical_of(places_.to));
}

TEST_F(Migration, NeedsASource) {
    EXPECT_THAT(refused(), HasSubstr("there is nothing at"));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "nothing was made at either place";
    ASSERT_TRUE(open_storage(places_.from, quiet_).has_value());
    EXPECT_THAT(refused(), HasSubstr("there is nothing at"));
}

TEST_F(Migration, NeedsTheGatewayStopped) {
    live(5, 0);
    const auto running = open_storage(places_.from, quiet_);
    EXPECT_THAT(refused(), HasSubstr("is in use by another process"));
    EXPECT_FALSE(std::filesystem::exists(places_.to.store.path));
}

TEST_F(Migration, NeedsTheNodesOwnNumber) {
    live(5, 0);
    places_.from.node.number = 4;
    EXPECT_THAT(refused(), HasSubstr("belongs to node 3, this is node 4"));
}

TEST_F(Migration, WhatWasStoppedIsTakenByNobodyAndBegunAnew) {
    live(5, 7);
    for (int pages = 1; pages < 8; pages += 3) {
        events_.pages = [left = pages](const store::database_tally&) mutable { return --left > 0; };
        EXPECT_THAT(refused(), HasSubstr("The target is marked as unfinished"));
        EXPECT_THAT(refusal_of_start(), HasSubstr("a move into it did not end"));
        const auto view = open_view(places_.to.store);
        ASSERT_FALSE(view.has_value()) << "no report is made of it";
        EXPECT_THAT(view.error().text, HasSubstr("a move into it did not end"));
    }
    events_.pages = [](const store::database_tally&) { return true; };
    EXPECT_TRUE(foresee(places_, events_.pages)->target_is_unfinished);
    ASSERT_TRUE(migrate().has_value());
    EXPECT_EQ(canonical_of(places_.from), canonical_of(places_.to));
}

TEST_F(Migration, AnUnfinishedTargetIsNoSource) {
    live(5, 0);
    events_.pages = [](const store::database_tally&) { return false; };
    EXPECT_FALSE(migrate().has_value());
    std::swap(places_.from, places_.to);
    places_.to.store.path = (folder_.path() / "third").string();
    EXPECT_THAT(refused(), HasSubstr("a move into it did not end"));
}

TEST_F(Migration, NamesWhereTheBooksBreakAndLetsThemNotCount) {
    live(3, 0);
    {
        auto opened = open_storage(places_.from, quiet_);
        auto account = billing::open_account(billing::account_kind::client, 1, billing::EUR);
        account.posted = {1};
        const auto bent = made_.with({.kind = facts::fact_kind::topped_up, .changes = {{account}}}, DAY);
        ASSERT_TRUE(write(*opened, bent, true));
    }
    EXPECT_THAT(refused(), HasSubstr("the books do not hold: posting 3: account"));
    EXPECT_THAT(refusal_of_start(), HasSubstr("a move into it did not end"));
}

TEST_F(Migration, ForeseesWithoutAChange) {
    live(5, 7);
    const auto before = files_of(places_.from.store.path);
    const auto seen = foresee(places_, events_.pages);
    ASSERT_TRUE(seen.has_value()) << seen.error();
    EXPECT_EQ(seen->position, 5u);
    EXPECT_EQ(seen->groups_to_fold, 7u);
    EXPECT_EQ(seen->tally[facts::table_of(billing::posting{})].rows, 5u);
    EXPECT_EQ(seen->obstacle, "");
    EXPECT_EQ(files_of(places_.from.store.path), before);
    EXPECT_FALSE(std::filesystem::exists(places_.to.store.path));
    ASSERT_TRUE(migrate().has_value());
    EXPECT_THAT(foresee(places_, events_.pages)->obstacle, HasSubstr("holds an installation at position 12"));
}

TEST(MigrateCommand, ReadsWhereThingsLie) {
    struct expectation {
        std::string place;
        std::string path;  // empty: refused
    };
    const std::vector<expectation> table{
        {"sqlite:data", "data"},
        {"sqlite:/var/lib/kaskad", "/var/lib/kaskad"},
        {"sqlite:data/kaskad.db", "data"},
        {"sqlite:kaskad.db", "."},
        {"sqlite:data/other.db", ""},
        {"sqlite:", ""},
        {"data", ""},
        {"mysql://host/db", ""},
        {"postgresql://kaskad@host/db", "postgresql://kaskad@host/db"},
        {"postgres://host/db?sslmode=verify-full", "postgres://host/db?sslmode=verify-full"},
    };
    for (const auto& [place, path] : table) {
        const auto read = read_place(place, "elsewhere");
        EXPECT_EQ(read ? read->path : "", path) << place;
        EXPECT_EQ(read ? read->journal : "elsewhere", "elsewhere");
    }
}

TEST(MigrateCommand, TellsNoPassword) {
    EXPECT_EQ(place_text({.path = "postgresql://kaskad:secret@host/db"}), "PostgreSQL at host/db");
    EXPECT_EQ(place_text({.path = "./data"}), "./data");
}

}  // namespace

}  // namespace kaskad::gateway
