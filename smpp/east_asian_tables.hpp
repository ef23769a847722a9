#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// The charsets of two octets a character as data: 94 rows of at most 94 characters. Used by east_asian.cpp only.

namespace kaskad::smpp::east_asian {

inline constexpr std::size_t SIDE = 94;

using square_table = std::array<std::u16string_view, SIDE>;

extern const square_table JIS_X_0208;
extern const square_table JIS_X_0212;
extern const square_table KS_X_1001;

}  // namespace kaskad::smpp::east_asian
