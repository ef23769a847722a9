#include "store/catch_up.hpp"
#include "store/memory_journal.hpp"
#include "store/sqlite_connection.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A file that held postings before roots of days were kept, as after its migration: nothing is kept of them, or only of
// the first days. And files whose rows somebody took away or changed.

namespace kaskad::store {
namespace {

using namespace testing;
using ::testing::HasSubstr;

class UnkeptDays : public ::testing::Test {
  protected:
    UnkeptDays() {
        random_groups source{21};
        write(*open(), source.next(300));
        whole_ = canonical_of(*open());
    }

    std::filesystem::path path() const { return folder_.path() / "kaskad.db"; }

    std::unique_ptr<database> open() {
        auto opened = open_sqlite({.path = path()});
        EXPECT_TRUE(opened.has_value()) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }

    void run(const std::string& sql) { sqlite_connection{path(), sqlite_mode::read_write}.run(sql); }

    std::string caught_up() {
        const auto database = open();
        const auto done = catch_up(journal_, *database);
        return done ? canonical_of(*database) : done.error().text;
    }

    temporary_folder folder_;
    memory_journal journal_ = journal_of_300();
    std::string whole_;

  private:
    static memory_journal journal_of_300() {
        memory_journal journal;
        random_groups source{21};
        for (const auto& group : to_durable(source.next(300))) {
            const journal_entry entry{.position = group.position, .octets = group.octets};
            EXPECT_TRUE(journal.append({&entry, 1}).has_value());
        }
        return journal;
    }
};

TEST_F(UnkeptDays, AreKeptFromTheNextStartOn) {
    EXPECT_THAT(whole_, HasSubstr("day "));
    run("DELETE FROM day_root");
    EXPECT_EQ(caught_up(), whole_);
    run("DELETE FROM day_root WHERE day > (SELECT min(day) + 1 FROM day_root)");
    EXPECT_EQ(caught_up(), whole_);
}

TEST_F(UnkeptDays, AreNotMadeOfPostingsThatAreMissing) {
    run("DELETE FROM day_root");
    run("DELETE FROM posting WHERE id = (SELECT min(id) FROM posting)");
    EXPECT_THAT(caught_up(), HasSubstr("the database is damaged: posting 1 is not there"));
}

TEST_F(UnkeptDays, AreNotThoseOfOtherBooks) {
    run("UPDATE day_root SET last_posting = last_posting + 1024, peaks = peaks || head "
        "WHERE day = (SELECT max(day) FROM day_root)");
    EXPECT_THAT(caught_up(), HasSubstr("the database is damaged: its days' roots end at posting"));
    run("UPDATE day_root SET root = x'00'");
    EXPECT_THAT(open()->state().error().text, HasSubstr("in table day_root"));
}

}  // namespace
}  // namespace kaskad::store
