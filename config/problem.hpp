#pragma once

#include "config/value.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What is wrong with a configuration, and where. All of it is collected before anything is said: nobody likes to be
// told one mistake at a time. A text never holds a password, key or secret.

namespace kaskad::config {

struct problem {
    std::string file;
    uint32_t line = 0;  // 0 = the file as a whole
    uint32_t column = 0;
    std::string key;  // "link.window"; empty where the file is no TOML
    std::string text;

    friend bool operator==(const problem&, const problem&) = default;
};

// "config/kaskad.toml:12:5: link.window: expected a whole number, found a string"
std::string to_string(const problem& shown);

// More than these say nothing new; one last line tells that there were more.
inline constexpr size_t PROBLEMS_MAX = 200;

class problems {
  public:
    explicit problems(std::string file) : file_{std::move(file)} {}

    const std::string& file() const { return file_; }
    bool is_empty() const { return found_.empty(); }

    void add(position at, std::string_view key, std::string text);
    void add_in(std::string_view file, position at, std::string_view key, std::string text);

    // The file itself first, then the files it names; by line and column.
    std::vector<problem> in_order() const;

  private:
    std::string file_;
    std::vector<problem> found_;
    size_t left_out_ = 0;
};

}  // namespace kaskad::config
