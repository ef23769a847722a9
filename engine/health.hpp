#pragma once

#include "engine/turn.hpp"
#include "routing/network_key.hpp"

// What attempts and binds say of the health of links, and what follows: a link that shows trouble takes no new messages
// for a while, a sender that one operator does not let through is kept off there, and at most half of a network's links
// are left out. Nothing here is recorded; decisions write down what they took from it.

namespace kaskad::engine {

routing::link_network health_arm(core::link_id link, const facts::message& value);

// Left out for this message now: by its breakers, or because it does not let the sender through. `arm` is the
// message's.
bool is_left_out(const turn& turn, const routing::link_network& arm, const facts::message& value, uint64_t chance_key);

// A link was chosen.
void note_chosen(turn& turn, const facts::message& value, core::link_id link);
// The operator took the first part, refused it, or did not answer.
void note_response(turn& turn, const facts::message& value, const facts::attempt& attempt, core::reason reason);
// A receipt ended the attempt.
void note_receipt(turn& turn, const facts::message& value, const facts::attempt& attempt);
void note_bound(turn& turn, core::link_id link);

// Whether what should have come has come, over the links and networks with traffic.
void watch_health(turn& turn);

}  // namespace kaskad::engine
