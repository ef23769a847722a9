#pragma once

#include "engine/facts/client_admin.hpp"
#include "gateway/api/json_writer.hpp"

#include <string>

// Clients and their keys as JSON, for operators and the resellers above them: the words that a change takes, and how
// the account stands. Nothing that opens a door is shown. Pure.

namespace kaskad::gateway::api {

// How messages are routed is told to operators alone.
std::string render_client(const facts::client_standing& standing, bool for_operator);
// {"clients": [...]}
std::string render_clients(const facts::client_standings& standings, bool for_operator);

void write_key_terms(json_writer& out, const facts::api_key& key);
// {"keys": [...]}
std::string render_keys(const facts::client& client);

}  // namespace kaskad::gateway::api
