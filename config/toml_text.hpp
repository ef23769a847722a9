#pragma once

#include "config/problem.hpp"
#include "config/value.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

// TOML 1.0 text to values with places. The one door to toml++, whose header compiles slowly.

namespace kaskad::config {

inline constexpr size_t TOML_OCTETS_MAX = 16 * 1024 * 1024;

// Nothing where the text is no TOML; the first such place is then among the problems (a parser cannot look further).
std::optional<value> parse_toml(std::string_view text, problems& found);

}  // namespace kaskad::config
