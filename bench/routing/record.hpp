#pragma once

#include "bench/routing/timeline.hpp"

#include <cstdint>
#include <vector>

// What the truth writes down while it is played, and all that scores are computed from.

namespace kaskad::bench::routing {

struct attempt_row {
    int64_t at_ms = 0;
    uint64_t number = 0;  // of the message; the same whoever plays
    uint32_t network = 0;
    uint8_t client = 0;
    uint8_t link = 0;
    bool is_first = true;
    bool is_judged = true;  // false: no link could have delivered it
    bool is_accepted = true;
    bool is_delivered = false;
    bool is_probe = false;
    bool is_at_loss = false;  // bought dearer than sold
    float cost = 0;
    float regret = 0;      // worth of the best choice by the truth, less that of this one; in the currency of prices
    float probe_cost = 0;  // worth of what it would have taken without trying anything out, less that of this one

    friend bool operator==(const attempt_row&, const attempt_row&) = default;
};

// A link of a network that began to fail.
struct incident {
    uint32_t network = 0;
    size_t link = 0;
    int64_t from_ms = 0;
    int64_t to_ms = 0;
};

struct game_record {
    std::vector<attempt_row> rows;  // in order of time
    std::vector<incident> incidents;
    std::vector<float> choice_ns;  // of every sixteenth choice; by the clock, so never the same twice
};

}  // namespace kaskad::bench::routing
