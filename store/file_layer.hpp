#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// What the file journal asks of a file system, so that tests can put a full disk or a power cut beneath it. Everything
// throws failure with one line: what, which file, why. Only sync() makes written octets durable, only sync_folder()
// makes created, changed and removed names durable.

namespace kaskad::store {

class file {
  public:
    virtual ~file() = default;

    virtual uint64_t size() const = 0;
    virtual void reserve(uint64_t octets) = 0;  // room for that size; the file reads as zeros there
    virtual void write(uint64_t offset, std::string_view octets) = 0;
    virtual std::string read(uint64_t offset, size_t octets) const = 0;  // shorter at the end of the file
    virtual void sync() = 0;                                             // data, and what is needed to read them
};

class file_layer {
  public:
    virtual ~file_layer() = default;

    // With what is missing above it; the names are durable when it returns.
    virtual void make_folder(const std::filesystem::path& folder) = 0;
    virtual std::vector<std::string> list(const std::filesystem::path& folder) = 0;  // names, sorted
    virtual std::unique_ptr<file> open(const std::filesystem::path& path) = 0;       // to read and write
    virtual std::unique_ptr<file> open_read_only(const std::filesystem::path& path) = 0;
    virtual std::unique_ptr<file> create(const std::filesystem::path& path) = 0;  // empty, whatever was there
    virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;  // in one folder
    virtual void unlink(const std::filesystem::path& path) = 0;
    virtual void sync_folder(const std::filesystem::path& folder) = 0;
};

// The operating system's.
file_layer& posix_file_layer();

}  // namespace kaskad::store
