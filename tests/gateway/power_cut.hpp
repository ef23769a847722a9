#pragma once

#include "gateway/storage.hpp"
#include "store/journal_writer.hpp"
#include "store/memory_database.hpp"
#include "store/projector.hpp"
#include "tests/store/disk_files.hpp"
#include "tests/store/disk_vfs.hpp"
#include "tests/store/random_groups.hpp"
#include "tests/store/simulated_disk.hpp"
#include "tests/store/temporary_folder.hpp"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

// A machine that loses power, or whose gateway is killed, at any operation of its disk, and is started again through
// the program's own start. After each start everything is compared with what was confirmed before. A seed decides all.

namespace kaskad::gateway::testing {

// What is done wrong on purpose, to show that the checks see it.
struct machine_faults {
    store::testing::disk_lies disk;
    bool trims_too_early = false;  // behind the journal's end instead of the database's position
};

// How often what happened; a test says that nothing of it is rare.
struct machine_counts {
    size_t cuts = 0;
    size_t kills = 0;
    size_t stops = 0;
    size_t died_starting = 0;
    size_t torn_tails = 0;
    size_t trims = 0;
    size_t groups = 0;

    machine_counts& operator+=(const machine_counts& more);
};

class machine {
  public:
    machine(uint64_t seed, machine_faults faults);

    // Goes through that many lives. Empty, or what was found after which; then it ends.
    std::string run(size_t lives);
    const machine_counts& counts() const { return counts_; }

  private:
    class process;
    // A group as it was last handed to the journal, and its octets there.
    struct handed {
        facts::group group;
        std::string octets;
    };

    std::string live();
    void draw_end();
    std::string start(std::optional<process>& started);
    std::string check(process& started);
    std::string check_journal(store::journal& journal);
    std::string check_database(store::database& database, uint64_t position);
    void work(process& running);
    void die();
    facts::group next_group(uint64_t position);

    std::mt19937_64 random_;
    machine_faults faults_;
    machine_counts counts_;
    store::testing::temporary_folder folder_;  // only locks are really there
    store::testing::simulated_disk disk_;
    store::testing::disk_files files_{disk_};
    store::testing::disk_vfs vfs_;
    store::testing::random_groups source_;
    std::vector<handed> handed_;        // by position
    uint64_t confirmed_ = 0;            // by the journal, or found by a start
    store::memory_database reference_;  // all groups up to where the last start stood
    uint64_t lives_ = 0;
};

}  // namespace kaskad::gateway::testing
