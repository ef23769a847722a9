#pragma once

#include "engine/turn.hpp"

#include <optional>

// What a client asks about a message that it named: which one is meant, where it is, and whether it is the client's to
// ask about. One that is not, is not told from one that is not there.

namespace kaskad::engine {

// Null: the command is about no message that a client named.
const facts::message_claim* claim_of(const facts::command& command);
// Who waits for the answer to a command that names messages.
std::optional<facts::token> asker_of(const facts::command& command);

// The message in memory that has this id, or one of whose later pieces was told it; if there is none, the id itself.
core::message_id message_of(const world& memory, core::message_id told);
bool is_hot(const world& memory, const facts::message_claim& claim);
facts::fetch_request look_up(const facts::message_claim& claim);

// As it stands in memory, where all that is said of it is true.
std::optional<facts::message> find_claimed(const world& memory, const facts::message_claim& claim);

facts::message_status status_of(const facts::message& value);
facts::refusal no_such_message();

void handle(turn& turn, const facts::query_message& command);
// A new event with what the last one said, for an endpoint that wants it.
void handle(turn& turn, const facts::repeat_event& command);

}  // namespace kaskad::engine
