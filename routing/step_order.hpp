#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// In which order the steps of a cascade go, one after the other until one of them does what is wanted: the one that
// reaches the recipient in time at the least expected cost (docs/decisions/0154). Steps succeed or fail each for
// itself. Pure.

namespace kaskad::routing {

inline constexpr size_t ORDERED_STEPS_MAX = 8;

struct orderable_step {
    double reaches = 0;    // how likely it does what is wanted, within the time it has
    int64_t delay_ms = 0;  // from its beginning until half of those that do have done it
    int64_t lasts_ms = 0;  // from its beginning until the next one's, if it does not
    double cost = 0;       // expected once it begins, in any unit
};

// reaches: how likely one of those steps does it that come in time. cost: expected of all of them.
struct step_plan {
    std::vector<uint8_t> order;  // places in what was given
    double reaches = 0;
    double cost = 0;
};

// Steps that would come too late whatever they wait for, or cannot succeed, go last. Of equal orders the one that is
// nearest to how they were given. deadline_ms: from the beginning of the first.
step_plan order_steps(std::span<const orderable_step> steps, int64_t deadline_ms);

}  // namespace kaskad::routing
