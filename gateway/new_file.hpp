#pragma once

#include "gateway/file_descriptor.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// A file in the making, under a name of its own beside the final one. Only keep() gives it the final name, whole and
// durable; without that it is removed, and what stood under the name stays as it was. After the first failure nothing
// is written any more.

namespace kaskad::gateway {

class new_file {
  public:
    // The first octets belong at `start`; what is before it is zeros until write_front().
    static std::expected<new_file, std::string> create(const std::string& path, uint64_t start);
    ~new_file();
    new_file(new_file&& other) noexcept;

    void append(std::string_view octets);
    void write_front(std::string_view octets);
    // Refused, in words: whatever failed since create().
    std::expected<void, std::string> keep();

  private:
    new_file(std::string path, file_descriptor out, uint64_t start);

    std::string unfinished() const { return path_ + ".new"; }
    void write(uint64_t offset, std::string_view octets);

    std::string path_;  // empty: kept or moved away
    file_descriptor out_;
    uint64_t end_ = 0;
    int failure_ = 0;  // errno of the first one
};

}  // namespace kaskad::gateway
