#pragma once

#include "engine/turn.hpp"

#include <optional>

// A client takes back what has not left yet. What is with an operator, or may be, goes its way.

namespace kaskad::engine {

// Not ended, and nothing of it is with an operator, or may be.
bool can_be_stopped(const facts::message& value);

// What the database must be asked before it can be decided: nothing when it was, or when there is no such recipient.
std::optional<facts::fetch_request> search_of(const world& memory, const facts::cancel_messages& command);

void handle(turn& turn, const facts::cancel_message& command);
void handle(turn& turn, const facts::cancel_messages& command);

}  // namespace kaskad::engine
