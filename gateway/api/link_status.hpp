#pragma once

#include "core/id.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// How a link is just now, for the operator's eyes. The gateway fills it in: links lie outside this module.

namespace kaskad::gateway::api {

struct link_host_status {
    std::string name;
    uint32_t binds_bound = 0;
    bool is_out = false;  // left alone: it could not be reached, or refused
};

struct link_bind_status {
    uint32_t number = 0;
    std::string host;  // empty: it waits for the operator to connect
    bool is_bound = false;
    uint64_t in_flight = 0;
};

// Of a channel account: how it is, and what became of its calls.
struct channel_status {
    std::string state;
    std::vector<std::pair<std::string, uint64_t>> outcomes;
};

struct link_status {
    core::link_id link;
    uint32_t binds = 0;  // wanted
    uint32_t binds_bound = 0;
    uint64_t parts_waiting = 0;
    uint64_t parts_in_flight = 0;
    uint64_t window = 0;
    int64_t rate_milli = 0;  // segments a second, in thousandths; 0 = no limit
    std::vector<link_host_status> hosts;
    std::vector<link_bind_status> bind_list;
    std::optional<channel_status> channel{};  // nothing: it is an operator link
};

// Any thread.
using link_statuses = std::function<std::vector<link_status>()>;

}  // namespace kaskad::gateway::api
