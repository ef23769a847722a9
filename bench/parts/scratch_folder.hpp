#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

// A folder on a real disk (TMPDIR, else /tmp) that goes with the benchmark.

namespace kaskad::bench {

class scratch_folder {
  public:
    scratch_folder() {
        auto name = (std::filesystem::temp_directory_path() / "kaskad-bench-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"no folder can be made in " + name};
        path_ = name;
    }
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace kaskad::bench
