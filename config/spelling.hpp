#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// Finds what somebody who mistyped a word probably meant.

namespace kaskad::config {

// Letters inserted, left out, replaced, or two neighbours swapped.
size_t edit_distance(std::string_view left, std::string_view right);

inline constexpr size_t TYPING_DISTANCE_MAX = 2;

// `; did you mean "window"?`, or nothing where no word is near.
std::string suggestion(std::string_view written, std::span<const std::string> known);

}  // namespace kaskad::config
