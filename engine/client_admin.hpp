#pragma once

#include "engine/turn.hpp"

// Clients and keys that people make and change while the program runs, for us or for a reseller below whom they are.

namespace kaskad::engine {

void handle(turn& turn, const facts::put_client& command);
void handle(turn& turn, const facts::put_key& command);
void handle(turn& turn, const facts::query_clients& command);

// Keys that were made by request are of the client, not of its declaration.
void keep_requested_keys(const facts::client& known, facts::client& value);

}  // namespace kaskad::engine
