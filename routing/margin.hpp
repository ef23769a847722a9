#pragma once

#include "core/money.hpp"

#include <cstdint>

// What an attempt earns for each part, on average, given how likely it is delivered: it depends on who charges on
// submit and who on delivery. Exact, rounded towards the loss.

namespace kaskad::routing {

// spent: on earlier attempts of the message, for each part.
struct margin_terms {
    core::price sell;
    bool pays_on_delivery = false;  // the client pays nothing for what is not delivered
    core::price spent;
};

// price: of a delivered part, of which `delivered` is owed only on delivery.
struct buy_terms {
    core::price price;
    core::price delivered;
};

// Shares of 10,000: the chance that a part is delivered lies between them.
struct chance_bounds {
    uint16_t low = 0;
    uint16_t high = 0;
};

// The least of what lies between the bounds. A client who pays on submit and a supplier who bills on delivery: worst
// where everything is delivered; the other way round: where least is.
core::price least_margin(const margin_terms& terms, const buy_terms& buy, chance_bounds chance);

}  // namespace kaskad::routing
