#pragma once

#include "store/database.hpp"
#include "store/memory_database.hpp"
#include "store/memory_journal.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/store/faulty_files.hpp"
#include "tests/store/temporary_folder.hpp"

#include <expected>
#include <memory>
#include <string>

// What survives a crash: a journal in memory, or in segment files on a file system that loses what was not synced, and
// a database in memory. Both fail when told to.

namespace kaskad::simulation {

class storage {
  public:
    storage(const storage_habits& habits, chance luck);

    store::journal& journal() { return *journal_; }
    store::memory_database& database() { return database_; }

    // The next appends fail: nothing written, all written, or a part of it.
    void fail_appends();
    void fail_writes();
    void refuse_write();
    void heal();

    // The process dies. What was written but not confirmed may be there, or not.
    void crash();
    // Opens the journal and brings the database up to its end. The error is what would have stopped the start.
    std::expected<void, std::string> open();

  private:
    const storage_habits habits_;
    chance luck_;
    store::testing::temporary_folder folder_;  // of the lock file; all else is in memory
    store::testing::faulty_files files_;
    std::unique_ptr<store::journal> journal_;
    store::memory_journal* in_memory_ = nullptr;  // if it is that kind
    store::memory_database database_;
};

}  // namespace kaskad::simulation
