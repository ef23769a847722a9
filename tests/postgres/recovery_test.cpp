#include "store/journal_writer.hpp"
#include "store/projector.hpp"
#include "tests/postgres/journals.hpp"
#include "tests/postgres/postgres_databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

// Journal, projector and database together on one server: its connections are cut around commits, it is killed in the
// middle, and our own process dies now and then. What was acknowledged is there, and nothing twice.

namespace kaskad::store::testing {
namespace {

constexpr uint64_t GROUPS = 60;

// One process on the given data, driven by hand; it dies when it goes out of scope.
class process {
  public:
    process(journal& journal, database& database)
        : journal_{journal},
          projector_{database, *database.state(), {.groups_per_batch_max = 7}, {}},
          writer_{journal_, {}, {.on_durable = [this](durable_group&& group, int&&) {
                      acknowledged_ = group.position;
                      EXPECT_TRUE(projector_.try_push(std::move(group)));
                  }}} {
        const auto read = journal_.replay(projector_.position() + 1, [this](const journal_entry& entry) {
            EXPECT_TRUE(projector_.try_push({.position = entry.position, .octets = std::string{entry.octets}}));
        });
        EXPECT_TRUE(read.has_value()) << read.error().text;
    }

    uint64_t acknowledged() const { return acknowledged_; }

    void push(facts::group group) { EXPECT_TRUE(writer_.try_push({.group = std::move(group), .effects = 0})); }
    bool try_commit() { return writer_.commit().has_value(); }
    // As their threads do: again until it works.
    void commit() {
        while (!try_commit())
            continue;
    }
    // Whether there was anything.
    bool project() {
        while (true) {
            if (const auto written = projector_.write_waiting()) return *written;
        }
    }
    // May fail, and is not repeated: the next one does the same.
    void trim() { (void)journal_.trim(projector_.position()); }

  private:
    journal& journal_;
    uint64_t acknowledged_ = 0;
    projector projector_;
    journal_writer<int> writer_;
};

class world {
  public:
    explicit world(uint64_t seed) : random_{seed}, groups_{random_groups{seed}.next(GROUPS)} {}

    void run() {
        while (acknowledged_ < GROUPS) {
            // As the server's keepalives do, in half a minute, to a connection whose client has died.
            end_sessions(journal_.url());
            end_sessions(database_.url());
            journal_.reopen();
            database_.reopen();
            ASSERT_GE(journal_->last_position(), acknowledged_) << "lost";
            live();
        }
        process last{*journal_, *database_};
        while (last.project())
            continue;
    }

    std::string canonical() { return canonical_of(*database_); }
    int cuts() const { return cuts_; }

  private:
    void live() {
        process life{*journal_, *database_};
        for (uint64_t next = journal_->last_position(); next < GROUPS && random_() % 12 != 0;) {
            if (random_() % 4 == 0) cut_one();
            switch (random_() % 5) {
                case 0:
                    life.project();
                    break;
                case 1:
                    life.trim();
                    break;
                default:
                    for (auto count = 1 + random_() % 4; count > 0 && next < GROUPS; --count)
                        life.push(groups_[next++]);
                    // Some die before they know what became of it.
                    if (!life.try_commit() && random_() % 3 == 0) return finish(life);
                    life.commit();
            }
        }
        finish(life);
    }

    void finish(const process& life) {
        acknowledged_ = std::max(acknowledged_, life.acknowledged());
        if (next_kill_-- == 0) restart_server();
    }

    void cut_one() {
        const auto when = std::array{cut::before, cut::after, cut::early}[random_() % 3];
        ++cuts_;
        if (random_() % 2 == 0) return journal_.proxy().cut_next({.when = when});
        database_.proxy().cut_next({.when = when, .type = 'Q', .containing = "COMMIT"});
    }

    static void restart_server() {
        postgres_server::shared().kill();
        postgres_server::shared().start();
    }

    std::mt19937_64 random_;
    std::vector<facts::group> groups_;
    postgres_journal_subject journal_{64 * 1024};
    postgres_database_subject database_;
    uint64_t acknowledged_ = 0;
    int next_kill_ = 1;
    int cuts_ = 0;
};

TEST(PostgresRecovery, LosesAndRepeatsNothing) {
    for (uint64_t seed = 1; seed <= 2; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        world world{seed};
        world.run();
        EXPECT_GT(world.cuts(), 3);
        memory_database plain;
        write(plain, random_groups{seed}.next(GROUPS));
        EXPECT_EQ(world.canonical(), canonical_of(plain));
    }
}

}  // namespace
}  // namespace kaskad::store::testing
