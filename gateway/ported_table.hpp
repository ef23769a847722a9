#pragma once

#include "gateway/mapped_file.hpp"
#include "routing/ported_numbers.hpp"

#include <expected>
#include <memory>
#include <string>

// A file of ported numbers, mapped and checked, for as long as somebody holds it. Never changes: a newer file is
// another table, and whoever swaps the pointer lets the old one go with its last user. Look-ups may come from any
// thread.

namespace kaskad::gateway {

class ported_table {
  public:
    // Refused, in words: a file that cannot be read, damage with its place. Reads the whole file once.
    static std::expected<std::shared_ptr<const ported_table>, std::string> open(const std::string& path);

    ported_table(mapped_file file, routing::ported_numbers numbers) : file_{std::move(file)}, numbers_{numbers} {}

    const routing::ported_numbers& numbers() const { return numbers_; }

  private:
    mapped_file file_;
    routing::ported_numbers numbers_;
};

}  // namespace kaskad::gateway
