#pragma once

#include <sqlite3.h>

#include <string>

// A file layer for SQLite with one difference from the one beneath: who writes much syncs in between, a piece at a
// time. What was written and not yet synced stands in the disk's queue in front of the journal's next sync, for which
// somebody waits; eight megabytes of it were seen to cost that one 5 ms, a checkpoint 20. Pages become durable earlier
// than SQLite asks, never later.

namespace kaskad::store {

class paced_files {
  public:
    static constexpr int PIECE_OCTETS = 256 * 1024;  // a fraction of a millisecond of a disk's time

    // Registers itself under `name` while it lives.
    paced_files(std::string name, sqlite3_vfs& below);
    ~paced_files();
    paced_files(const paced_files&) = delete;
    paced_files& operator=(const paced_files&) = delete;

    const char* name() const { return layer_.zName; }

    // The one above the operating system's files. Any thread.
    static const paced_files& system();

  private:
    std::string name_;
    sqlite3_vfs layer_;
};

}  // namespace kaskad::store
