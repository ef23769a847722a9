#pragma once

#include "engine/facts/declaration.hpp"
#include "gateway/api/problem.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// Keys that are made by request: 256 bits of chance that are told once and kept as their SHA-256.

namespace kaskad::gateway::api {

// {"name", "scopes", "expires", "addresses", "test"}, all but the name optional. Without its digest. Pure.
std::expected<facts::api_key, problem> read_key(std::string_view body, int64_t now_utc);

// DELETE ...?at=2027-01-31T12:00:00Z: when it goes; 0 = at once. Pure.
std::expected<int64_t, problem> read_end_of_key(std::string_view query, int64_t now_utc);

struct made_key {
    std::string secret;  // what its holder sends
    std::string sha256;  // what is kept
};
made_key make_key(bool is_test);

// What of the key is told, with the secret: once.
std::string render_new_key(const facts::api_key& key, std::string_view secret);

}  // namespace kaskad::gateway::api
