#include "tests/gateway/power_cut.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

// Journal and database on one disk that loses power at any moment: nothing confirmed is lost, nothing is there that was
// not, and the journal is trimmed only behind what the database really holds.

namespace kaskad::gateway {
namespace {

using testing::machine;
using testing::machine_counts;
using testing::machine_faults;

constexpr size_t LIVES = 16;

// The long form: POWER_CUT_SEEDS=5000 test_gateway
uint64_t count_seeds() {
    const char* wanted = std::getenv("POWER_CUT_SEEDS");
    return wanted ? std::strtoull(wanted, nullptr, 10) : 20;
}

TEST(PowerCut, LosesNothingThatWasConfirmed) {
    machine_counts sum;
    const auto seeds = count_seeds();
    for (uint64_t seed = 1; seed <= seeds; ++seed) {
        machine machine{seed, {}};
        ASSERT_EQ(machine.run(LIVES), "") << "seed " << seed;
        sum += machine.counts();
    }
    std::cout << sum.cuts << " cuts, " << sum.kills << " kills, " << sum.stops << " stops, " << sum.died_starting
              << " while starting, " << sum.torn_tails << " torn tails, " << sum.trims << " trims, " << sum.groups
              << " groups\n";
    EXPECT_GT(sum.cuts, 150);
    EXPECT_GT(sum.kills, 40);
    EXPECT_GT(sum.stops, 0);
    EXPECT_GT(sum.died_starting, 40);
    EXPECT_GT(sum.torn_tails, 3);
    EXPECT_GT(sum.trims, 40);
}

// Each of these is what the checks above are for; they see it.
bool is_seen(const machine_faults& faults) {
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        if (!machine{seed, faults}.run(LIVES).empty()) return true;
    }
    return false;
}

TEST(PowerCutCheck, SeesASyncThatDoesNothing) {
    EXPECT_TRUE(is_seen({.disk = {.sync_suffix = "*"}}));
}

TEST(PowerCutCheck, SeesAJournalThatIsNotSynced) {
    EXPECT_TRUE(is_seen({.disk = {.sync_suffix = ".log"}}));
}

// As with a database that does not sync each commit (PRAGMA synchronous = NORMAL), and a journal trimmed as if it did.
TEST(PowerCutCheck, SeesATrimBehindAnUnsyncedPosition) {
    EXPECT_TRUE(is_seen({.disk = {.sync_suffix = "-wal"}}));
}

TEST(PowerCutCheck, SeesACheckpointThatIsNotSynced) {
    EXPECT_TRUE(is_seen({.disk = {.sync_suffix = ".db"}}));
}

TEST(PowerCutCheck, SeesFoldersThatAreNotSynced) {
    EXPECT_TRUE(is_seen({.disk = {.folders = true}}));
}

TEST(PowerCutCheck, SeesATrimAheadOfTheDatabase) {
    EXPECT_TRUE(is_seen({.trims_too_early = true}));
}

}  // namespace
}  // namespace kaskad::gateway
