#pragma once

#include "engine/facts/command.hpp"
#include "gateway/api/problem.hpp"

#include <cstddef>
#include <expected>
#include <string_view>
#include <vector>

// The body of POST /v1/messages and of a preview: JSON text to commands. Judges form only (JSON, names, types, ranges
// that need no data); what a recipient, a text or a callback address is worth is the engine's to say. Pure.

namespace kaskad::gateway::api {

inline constexpr size_t ITEMS_MAX = 1000;
inline constexpr size_t JSON_DEPTH_MAX = 8;
inline constexpr size_t CLIENT_REF_CHARACTERS_MAX = 64;
inline constexpr size_t FIELD_ERRORS_MAX = 20;  // of one item; more are not told
inline constexpr int64_t VALIDITY_S_MAX = 366 * 86'400;

// An item that is refused does not stop the others.
using message_item = std::expected<facts::submit_message, problem>;

struct message_request {
    bool is_array = false;
    std::vector<message_item> items;  // 1 to ITEMS_MAX, in order; only what the body says is filled in
};

// The error is about the whole body: malformed_json (with where), or invalid_item_count.
std::expected<message_request, problem> parse_message_request(std::string_view body);

}  // namespace kaskad::gateway::api
