#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

// Lines of comma-separated values as RFC 4180 writes them: a field with a comma, a quote or a line end stands in
// quotes, lines end with CR LF. Text stays UTF-8 as it is. Pure.

namespace kaskad::gateway::api {

class csv_line {
  public:
    // Appends to `out`, which outlives the line.
    explicit csv_line(std::string& out) : out_{out} {}

    void add(std::string_view value);
    void end() { out_ += "\r\n"; }

  private:
    std::string& out_;
    bool is_first_ = true;
};

// A whole line.
void append_csv_line(std::string& out, std::initializer_list<std::string_view> fields);

}  // namespace kaskad::gateway::api
