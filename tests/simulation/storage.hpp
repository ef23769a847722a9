#pragma once

#include "store/memory_journal.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/store/disk_vfs.hpp"
#include "tests/store/failing_database.hpp"
#include "tests/store/faulty_files.hpp"
#include "tests/store/temporary_folder.hpp"

#include <expected>
#include <memory>
#include <string>

// What survives a crash: a journal in memory, or in segment files on a file system that loses what was not synced, and
// a database in memory, or of SQLite in small generations on a disk that loses the same. Both fail when told to.

namespace kaskad::simulation {

class storage {
  public:
    storage(const storage_habits& habits, chance luck);

    store::journal& journal() { return *journal_; }
    store::database& database() { return *database_; }

    // The next appends fail: nothing written, all written, or a part of it.
    void fail_appends();
    void fail_writes();
    // The next write ends in its middle, and the process with it.
    void break_write();
    void heal();

    // The process dies. What was written but not confirmed may be there, or not.
    void crash();
    // Opens both and brings the database up to the journal's end. The error is what would have stopped the start.
    std::expected<void, std::string> open();
    // Of the database: messages lie in more than one.
    bool has_generations(core::message_id newest);

  private:
    store::result<void> open_database();
    store::result<void> open_journal();
    std::string text_of(const store::error& error) const;

    const storage_habits habits_;
    chance luck_;
    store::testing::temporary_folder folder_;  // of the lock files; all else is in memory
    store::testing::faulty_files files_;
    std::unique_ptr<store::journal> journal_;
    store::memory_journal* in_memory_ = nullptr;  // if it is that kind
    store::testing::simulated_disk disk_;         // of SQLite's database
    store::testing::disk_vfs vfs_;
    std::unique_ptr<store::testing::failing_database> database_;
};

}  // namespace kaskad::simulation
