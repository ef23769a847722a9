#pragma once

#include <cstdint>
#include <string>

// A day as people write it, by its number since 1970.

namespace kaskad::billing {

// "2026-11-16"
std::string day_text(uint32_t day);

}  // namespace kaskad::billing
