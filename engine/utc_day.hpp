#pragma once

#include "core/calendar.hpp"

#include <cstdint>

// Days of UTC, in which limits and budgets are counted.

namespace kaskad::engine {

using core::DAY_MS;

// Since 1970.
constexpr int64_t day_number(int64_t utc_ms) {
    return utc_ms / DAY_MS;
}

// When the day began.
constexpr int64_t day_of(int64_t utc_ms) {
    return day_number(utc_ms) * DAY_MS;
}

}  // namespace kaskad::engine
