#pragma once

#include "config/config.hpp"

#include <string>

// What a file amounts to, for `kaskad check`: one screen, no secret.

namespace kaskad::config {

// Links and clients are named up to here; of more only the number.
inline constexpr size_t NAMED_MAX = 8;

std::string describe(const settings& shown);

}  // namespace kaskad::config
