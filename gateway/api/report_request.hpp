#pragma once

#include "gateway/api/list_request.hpp"
#include "gateway/api/message_pages.hpp"
#include "gateway/api/traffic_stats.hpp"

#include <string>

// The queries of GET /v1/stats and GET /v1/usage.csv. Clients are still names here: who they are, and whether the asker
// may name them, is known only where the database is read. Pure.

namespace kaskad::gateway::api {

inline constexpr int64_t STATS_DAYS_MAX = 31;

struct stats_request {
    report_period period;
    std::string client;       // empty: nobody was named
    stats_question question;  // all but viewer and payer
};

struct usage_request {
    report_period period;
    std::string client;
    core::message_id after;
    uint32_t limit = 0;
};

std::expected<stats_request, problem> parse_stats_request(std::string_view query);
std::expected<usage_request, problem> parse_usage_request(std::string_view query, const list_limits& limits);

}  // namespace kaskad::gateway::api
