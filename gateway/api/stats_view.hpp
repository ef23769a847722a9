#pragma once

#include "gateway/api/client_directory.hpp"
#include "gateway/api/message_pages.hpp"
#include "gateway/api/traffic_stats.hpp"

#include <string>

// Statistics as JSON: {"from", "to", "as_of", "dropped_before", "group_by", "groups": [...], "total": {...}}. What
// suppliers cost stands there for operators only. Pure.

namespace kaskad::gateway::api {

struct stats_heading {
    report_period period;
    int64_t as_of_utc_ms = 0;
    bool is_operator = false;
    int64_t dropped_utc_ms = 0;  // messages of the period before it were dropped, and are not counted; 0 = none
};

std::string render_stats(const traffic_stats& stats, const stats_heading& heading, const client_directory& clients);

}  // namespace kaskad::gateway::api
