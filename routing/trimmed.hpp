#pragma once

#include <string_view>

// Fields of a line as people type them.

namespace kaskad::routing {

// Without the blanks and tabs around it.
constexpr std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace kaskad::routing
