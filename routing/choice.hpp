#pragma once

#include "routing/delivery_estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Which of several links to take, when each costs something and none is known to deliver. Draws from what is believed
// of each (Thompson), three times as sure as the beliefs are: so the best is taken nearly always, and those that may be
// better are tried as often as they may be. A fixed set of draws stands for all of them: the chance with which a link
// is chosen is then known exactly, and is written down with the decision. Same input and same `chance_key`, same
// choice.

namespace kaskad::routing {

inline constexpr size_t CHOICE_DRAWS = 64;
inline constexpr size_t CHOICE_OPTIONS_MAX = 32;

// cost: of the attempt whatever becomes of it; cost_delivered: on top of that if it is delivered. Both and `value` in
// the same unit.
struct choice_option {
    delivery_estimate delivery;
    double on_time = 1;  // share of its deliveries that come within the deadline
    double cost = 0;
    double cost_delivered = 0;
};

struct choice {
    size_t option = 0;
    size_t best = 0;    // by what is believed, without a draw
    double chance = 1;  // with which this option was chosen
    double loss = 0;    // what the draw costs beside the best, as believed; 0 when it is the best
};

struct choice_terms {
    double value = 0;         // of a delivered message
    double band = 0;          // of the value: within it the least cost of a delivery goes before worth
    bool may_explore = true;  // false: the best
};

// Not empty, at most CHOICE_OPTIONS_MAX.
choice choose(std::span<const choice_option> options, const choice_terms& terms, uint64_t chance_key);

// What an attempt over it is worth on average, as believed.
double worth(const choice_option& option, double value);

}  // namespace kaskad::routing
