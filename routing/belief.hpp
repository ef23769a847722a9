#pragma once

#include "routing/delivery_estimate.hpp"

#include <cstdint>
#include <optional>

namespace kaskad::routing {

// What is believed of a link's deliveries to a network. on_time: share of them that come within the deadline. open:
// attempts whose end nobody has told. ramp: the largest share of messages it may get while it is new.
struct belief {
    delivery_estimate delivery{.alpha = 5.1, .beta = 0.9};  // delivery_prior's
    std::optional<chance_range> bounds{};                   // of `delivery`, where somebody knows them already
    double on_time = 1;
    uint32_t open = 0;
    double ramp = 1;
};

}  // namespace kaskad::routing
