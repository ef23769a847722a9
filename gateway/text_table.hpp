#pragma once

#include <cstddef>
#include <string>
#include <vector>

// A table for people at a terminal: a column is as wide as its widest field in characters; words to the left, numbers
// to the right. Pure.

namespace kaskad::gateway {

class text_table {
  public:
    // Of each column its name, behind '>' where what stands in it is a number.
    explicit text_table(std::vector<std::string> head);

    // As many fields as there are columns.
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    std::string text() const;

  private:
    std::vector<size_t> widths() const;

    std::vector<bool> is_number_;
    std::vector<std::vector<std::string>> rows_;  // the head first
};

}  // namespace kaskad::gateway
