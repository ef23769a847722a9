#pragma once

#include <algorithm>
#include <string_view>

// Letters of ASCII without their case; all others are only themselves. No locale.

namespace kaskad::smpp {

constexpr char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

}  // namespace kaskad::smpp
