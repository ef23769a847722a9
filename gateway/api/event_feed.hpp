#pragma once

#include "engine/facts/effect.hpp"
#include "engine/facts/message.hpp"
#include "gateway/api/list_request.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// GET /v1/events?after=&limit=&endpoint=: a client's feed, whose events are fetched and not posted. What the client has
// fetched it says by `after`. Pure.

namespace kaskad::gateway::api {

struct feed_request {
    uint64_t after = 0;
    uint32_t limit = 0;
    std::string endpoint;  // empty = the only feed there is
};

std::expected<feed_request, problem> parse_feed_request(std::string_view query, const list_limits& limits);

// In order of sequence; `limit` of them at most. Whoever sees has_more asks again with next_after.
std::string render_feed(const facts::feed_state& state, const std::vector<facts::event>& events,
                        const feed_request& asked);

}  // namespace kaskad::gateway::api
