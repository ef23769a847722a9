#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/turn.hpp"
#include "routing/step_order.hpp"

#include <cstdint>

// What is believed of a step for one message: how likely it does what is wanted of it within its time, when, and what
// it is expected to cost the client. Taken from what is believed of the account or link that would carry it, and from
// what is known of the recipient there. Looks only.

namespace kaskad::engine {

struct step_belief {
    routing::orderable_step step;
    facts::step_estimate told;
};

// Of the step at which the draft is; its prices are filled in. deadline_ms: how much time there is altogether.
step_belief believe_step(const turn& turn, const facts::message& draft, const facts::message_text& texts,
                         int64_t deadline_ms);

}  // namespace kaskad::engine
