#pragma once

#include "gateway/file_descriptor.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The lines of a large file, one after the other; memory holds 256 KiB of it. A line that is longer than it may be
// comes as its beginning, which no reader of short lines takes for a good one, and its rest is passed over.

namespace kaskad::gateway {

inline constexpr size_t LINE_OCTETS_MAX = 64 * 1024;

class line_file {
  public:
    static std::expected<line_file, std::string> open(const std::string& path);

    // Without its end of line; good until the next call. Empty: there are no more, or failure() says why.
    std::optional<std::string_view> next();

    uint64_t line() const { return line_; }  // the last one's number, from 1
    uint64_t octets_read() const { return octets_read_; }
    uint64_t position() const { return octets_read_ - (end_ - begin_); }  // behind the last one
    // Nothing, or why the file could not be read to its end.
    const std::string& failure() const { return failure_; }

  private:
    line_file(std::string path, file_descriptor in);

    bool fill();

    std::string path_;
    file_descriptor in_;
    std::vector<char> buffer_;
    size_t begin_ = 0;  // what is read and not given yet
    size_t end_ = 0;
    bool is_at_end_ = false;
    bool is_passing_over_ = false;
    uint64_t line_ = 0;
    uint64_t octets_read_ = 0;
    std::string failure_;
};

}  // namespace kaskad::gateway
