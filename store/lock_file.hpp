#pragma once

#include <filesystem>

// Keeps a second process off the same data: an exclusive lock on a small file, held while this object lives. The
// kernel gives it back when the process dies.

namespace kaskad::store {

class lock_file {
  public:
    // Creates the file. Throws failure: locked by another process (names it), or the folder is not writable.
    explicit lock_file(const std::filesystem::path& path);
    ~lock_file();
    lock_file(const lock_file&) = delete;
    lock_file& operator=(const lock_file&) = delete;

  private:
    int descriptor_;
};

}  // namespace kaskad::store
