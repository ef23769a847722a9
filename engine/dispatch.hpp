#pragma once

#include "engine/turn.hpp"

#include <optional>

// From the queues to the wire: a part against a credit, in a durable fact before its PDU leaves.

namespace kaskad::engine {

void handle(turn& turn, const facts::link_bound& command);
void handle(turn& turn, const facts::grant_credits& command);

// As a link's rules say.
smpp::address source_of(const facts::link& link, const facts::message& value);
smpp::address destination_of(const facts::link& link, const facts::message& value);

// The bind with the most credits.
std::optional<facts::bind_ref> bind_with_credit(core::link_id id, const link_state& link);

// A submit over the link is answered, or will not be: another to its recipient may go.
void note_closed(turn& turn, core::link_id link);

// What waited for the rate of its sender or network goes back into the queue as far as there are tokens. Now and then.
void open_gates(turn& turn);

// Spends the credits of the links that have something to do, until the turn is long.
void dispatch(turn& turn);

}  // namespace kaskad::engine
