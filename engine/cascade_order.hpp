#pragma once

#include "engine/facts/command.hpp"
#include "engine/turn.hpp"

#include <expected>

// The order in which a message goes through a cascade that is told to order its steps by expected cost: chosen when it
// is taken, by what is believed then (docs/decisions/0154). Where it is another than written, the message goes by a
// cascade of its own that says so and is shared by all messages with the same order; then all that steps through
// cascades need not know.

namespace kaskad::engine {

// The draft goes by its cascade as written, with its prices filled in. Changes which cascade it goes by and its prices,
// and says why in step_estimates. Where no more cascades can be kept it goes as written.
std::expected<void, facts::refusal> order_steps(turn& turn, facts::message& draft,
                                                const facts::submit_message& command);

// The same for a look: nothing is kept, and the order's cascade is lent until it is taken back.
std::expected<void, facts::refusal> lend_order(turn& turn, facts::message& draft, const facts::submit_message& command);

}  // namespace kaskad::engine
