#pragma once

#include <cstdint>

// The time, handed in. Pure code never asks a clock: a command brings its `now`, and the journal keeps it with the
// group.

namespace kaskad::core {

// steady_ms: the engine's own count, never backwards, continued over a restart; every deadline is in it.
// utc_ms: milliseconds since 1970-01-01 UTC, for people, price dates and quiet hours; it may jump.
struct now {
    int64_t steady_ms = 0;
    int64_t utc_ms = 0;

    friend bool operator==(const now&, const now&) = default;
};

}  // namespace kaskad::core
