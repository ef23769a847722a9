#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

// A folder of its own for each test, gone afterwards; and whole files as octets, to break them.

namespace kaskad::store::testing {

class temporary_folder {
  public:
    temporary_folder() {
        // Thousands of syncs are fast in memory; that they reach a disk is the kernel's promise, not ours to test.
        const std::filesystem::path memory{"/dev/shm"};
        const auto parent = ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
        auto name = (parent / "kaskad-test-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline std::string read_file(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream{path, std::ios::binary}.rdbuf();
    return out.str();
}

inline void write_file(const std::filesystem::path& path, const std::string& octets) {
    std::ofstream{path, std::ios::binary} << octets;
}

}  // namespace kaskad::store::testing
