#include "store/file_journal.hpp"
#include "store/journal_writer.hpp"
#include "store/projector.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/faulty_files.hpp"
#include "tests/store/random_groups.hpp"

#include <gtest/gtest.h>

#include <random>

// Journal, projector and database together, killed at random moments: the database and what the journal holds behind it
// are always all that was acknowledged, and nothing twice.

namespace kaskad::store {
namespace {

using namespace testing;

constexpr size_t SEGMENT = 64 * 1024;
constexpr uint64_t GROUPS = 150;

// One process on the given data, driven by hand; it dies when it goes out of scope.
class process {
  public:
    process(const std::filesystem::path& folder, file_layer& files, database& database)
        : journal_{open(folder, files)},
          projector_{database, *database.state(), {.groups_per_batch_max = 7}, {}},
          writer_{*journal_, {}, {.on_durable = [this](durable_group&& group, int&&) {
                      acknowledged_ = group.position;
                      EXPECT_TRUE(projector_.try_push(std::move(group)));
                  }}} {
        replay();
    }

    uint64_t acknowledged() const { return acknowledged_; }
    uint64_t position() const { return journal_->last_position(); }

    void push(facts::group group) { EXPECT_TRUE(writer_.try_push({.group = std::move(group), .effects = 0})); }
    void commit() { EXPECT_TRUE(writer_.commit().has_value()); }
    void project() { EXPECT_TRUE(projector_.write_waiting().has_value()); }
    void trim() { EXPECT_TRUE(journal_->trim(projector_.position()).has_value()); }
    void finish() {
        while (projector_.write_waiting().value())
            continue;
    }

  private:
    static std::unique_ptr<file_journal> open(const std::filesystem::path& folder, file_layer& files) {
        auto opened = file_journal::open({.folder = folder, .segment_octets = SEGMENT, .files = &files});
        EXPECT_TRUE(opened.has_value()) << opened.error().text;
        return std::move(*opened);
    }

    void replay() {
        EXPECT_TRUE(check_positions(*journal_, projector_.position()).has_value());
        const auto read = journal_->replay(projector_.position() + 1, [this](const journal_entry& entry) {
            EXPECT_TRUE(projector_.try_push({.position = entry.position, .octets = std::string{entry.octets}}));
        });
        EXPECT_TRUE(read.has_value());
    }

    std::unique_ptr<file_journal> journal_;
    uint64_t acknowledged_ = 0;
    projector projector_;
    journal_writer<int> writer_;
};

std::string expected(uint64_t seed) {
    memory_database plain;
    random_groups source{seed};
    for (uint64_t i = 0; i < GROUPS; ++i)
        write(plain, source.next());
    return canonical_of(plain);
}

void run(uint64_t seed, database_kind kind) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    temporary_folder folder;
    faulty_files files;
    database_subject database{kind};
    std::mt19937_64 random{seed};
    random_groups source{seed};
    const auto groups = source.next(GROUPS);
    uint64_t acknowledged = 0;
    while (acknowledged < GROUPS) {
        process life{folder.path(), files, *database};
        ASSERT_GE(life.position(), acknowledged) << "lost after a power cut";
        for (uint64_t next = life.position(); next < GROUPS && random() % 25 != 0;) {
            switch (random() % 5) {
                case 0:
                    life.project();
                    break;
                case 1:
                    life.trim();
                    break;
                default:
                    for (auto count = 1 + random() % 4; count > 0 && next < GROUPS; --count)
                        life.push(groups[next++]);
                    life.commit();
            }
        }
        acknowledged = std::max(acknowledged, life.acknowledged());
        acknowledged = std::max(acknowledged, life.position());
        files.cut_power();
    }
    database.reopen();
    process last{folder.path(), files, *database};
    last.finish();
    EXPECT_EQ(canonical_of(*database), expected(seed));
}

TEST(Recovery, LosesAndRepeatsNothingWithADatabaseInMemory) {
    for (uint64_t seed = 1; seed <= 20; ++seed)
        run(seed, database_kind::memory);
}

TEST(Recovery, LosesAndRepeatsNothingWithSqlite) {
    for (uint64_t seed = 1; seed <= 5; ++seed)
        run(seed, database_kind::sqlite);
}

}  // namespace
}  // namespace kaskad::store
