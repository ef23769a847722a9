#pragma once

#include "core/id.hpp"
#include "gateway/api/problem.hpp"

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

// Unknown, repeated and malformed parameters are refused by name.
std::expected<list_request, problem> parse_list_request(std::string_view query, const list_limits& limits);

}  // namespace kaskad::gateway::api
