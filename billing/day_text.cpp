#include "billing/day_text.hpp"

#include "core/calendar.hpp"

#include <cstdio>

namespace kaskad::billing {

std::string day_text(uint32_t day) {
    const auto at = core::to_civil(day * core::DAY_MS);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", at.year, at.month, at.day);
    return text;
}

}  // namespace kaskad::billing
