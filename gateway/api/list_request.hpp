#pragma once

#include "core/id.hpp"
#include "gateway/api/request_query.hpp"

#include <cstdint>
#include <expected>
#include <string_view>

// The query of GET /v1/messages?after=&limit=. Pure.

namespace kaskad::gateway::api {

struct list_request {
    core::message_id after;  // 0 = from the first
    uint32_t limit = 0;
};

struct list_limits {
    uint32_t standard = 0;
    uint32_t max = 0;
};

// Of any query that has them; where they are left out, from the first and the usual number.
std::expected<core::message_id, problem> parse_after(const request_query& query);
std::expected<uint32_t, problem> parse_limit(const request_query& query, const list_limits& limits);

// Unknown, repeated and malformed parameters are refused by name.
std::expected<list_request, problem> parse_list_request(std::string_view query, const list_limits& limits);

}  // namespace kaskad::gateway::api
