#pragma once

#include "config/problem.hpp"
#include "config/section.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

// Complains about each name that stood before.

namespace kaskad::config {

class names_once {
  public:
    names_once(problems& found, std::string path) : found_{found}, path_{std::move(path)} {}

    void add(const std::string& name, const written& where) { add(name, where, path_); }
    // The same names, in another list of the file.
    void add(const std::string& name, const written& where, std::string_view path) {
        if (name.empty()) return;
        const auto [first, is_new] = lines_.emplace(name, where.at("name").line);
        if (is_new) return;
        found_.add(where.at("name"), path, fmt::format("\"{}\" stands already on line {}", name, first->second));
    }

  private:
    problems& found_;
    std::string path_;
    std::map<std::string, uint32_t> lines_;
};

}  // namespace kaskad::config
