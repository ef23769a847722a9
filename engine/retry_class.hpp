#pragma once

#include "core/reason.hpp"
#include "engine/facts/declaration.hpp"

#include <cstdint>
#include <span>

// What a command_status in a submit_sm_resp asks of us (SMPP 3.4 §5.1.3; the actions are smpp.md section L in
// docs/smpp.md's words). Pure look-up; what happens then is responses.cpp.

namespace kaskad::engine {

enum class retry_class : uint8_t {
    accepted,
    throttle_link,       // too fast; throttle_judge says for whom. Neither counts as a retry
    throttle_recipient,  // a queue is full; the same
    same_link,           // later over this link, a bounded number of times
    rebind,              // the bind is not what we think: later over this link, on a new bind
    other_link,          // another link may take it; final if there is none
    final,               // no link would take it
};

struct response_rule {
    retry_class action = retry_class::final;
    core::reason reason = core::reason::none;
    bool alarm = false;    // the set-up is wrong: somebody should look
    bool is_known = true;  // false: a number that means nothing to us
    // Of what is repeated over the same link. 0 = as for all.
    uint32_t retry_delay_ms = 0;
    uint32_t retries_max = 0;
};

// By the link's map, where the reason says what may help; else by the number.
response_rule rule_of(uint32_t command_status, std::span<const facts::reason_rule> rules = {});

}  // namespace kaskad::engine
