#pragma once

#include "gateway/line_file.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// The lines of a supplier's file, whatever holds them: text as it lies on disk, or what a spreadsheet is as CSV. Each
// has a number and an offset, by which it is found again.

namespace kaskad::gateway {

// SHA-256 in hexadecimal digits.
struct file_identity {
    std::string sha256;
    uint64_t octets = 0;
    bool is_spreadsheet = false;
    bool ends_with_line = true;
};

// Reads all of it, a piece at a time. also: gets each piece, to copy the very octets that are identified.
std::expected<file_identity, std::string> identify_file(const std::string& path,
                                                        const std::function<void(std::string_view)>& also = {});

class supplier_lines {
  public:
    // A spreadsheet's first sheet, of up to spreadsheet_limits, its dates in that form; a text of any size.
    static std::expected<supplier_lines, std::string> open(const std::string& path, bool is_spreadsheet,
                                                           const std::string& date_format);

    // Without its end of line; good until the next call.
    std::optional<std::string_view> next();
    uint64_t line() const { return line_; }
    uint64_t offset() const { return offset_; }  // of the last line
    std::string failure() const;

    // What begins there, as long as a line may be; good until the next call, empty where it cannot be read.
    std::string_view at(uint64_t offset);

  private:
    supplier_lines(line_file file, file_descriptor again) : from_{std::move(file)}, again_{std::move(again)} {}
    explicit supplier_lines(std::string csv) : from_{std::move(csv)} {}

    std::variant<line_file, std::string> from_;
    file_descriptor again_;  // the same file, for at()
    std::string read_again_;
    uint64_t line_ = 0;
    uint64_t offset_ = 0;
    uint64_t next_ = 0;
};

}  // namespace kaskad::gateway
