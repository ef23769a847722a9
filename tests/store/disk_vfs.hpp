#pragma once

#include "tests/store/simulated_disk.hpp"

#include <memory>
#include <string>

// SQLite's file layer on a simulated disk, registered under a name of its own while it lives: locks and the WAL's index
// are memory of the machine and gone with it. It promises what SQLite's own layer promises on Linux, no more. Several
// connections, one thread.

namespace kaskad::store::testing {

class disk_vfs {
  public:
    disk_vfs(simulated_disk& disk, std::string name);
    ~disk_vfs();
    disk_vfs(const disk_vfs&) = delete;
    disk_vfs& operator=(const disk_vfs&) = delete;

    const std::string& name() const { return name_; }

  private:
    struct inside;

    std::string name_;
    std::unique_ptr<inside> inside_;
};

}  // namespace kaskad::store::testing
