#pragma once

#include "core/id.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

// The numbers of one link, for metrics and people. Written on the link's shard; others get copies (link_set::counts).

namespace kaskad::gateway::links {

struct host_counts {
    std::string name;
    uint32_t binds_bound = 0;
    bool is_out = false;  // not used: it could not be reached, or refused
};

struct bind_counts {
    uint32_t number = 0;
    std::string host;
    bool is_bound = false;
    uint64_t in_flight = 0;
};

struct link_counts {
    // An operator may invent statuses; beyond so many different ones they are counted together, under UINT32_MAX.
    static constexpr size_t STATUSES_MAX = 64;

    core::link_id link;
    std::string name;

    // As of now.
    uint32_t binds = 0;  // wanted
    uint32_t binds_bound = 0;
    std::vector<host_counts> hosts;
    std::vector<bind_counts> bind_list;
    uint64_t parts_waiting = 0;  // for a token of the rate, in the shell
    uint64_t parts_in_flight = 0;
    uint64_t window = 0;        // slots of all bound binds that carry
    uint64_t credits_open = 0;  // granted and not yet spent
    int64_t rate_milli = 0;     // thousandths of a segment a second, as throttled; 0 = no limit
    double response_ms = 0;     // time to the response, moving average

    // Since the link was made.
    uint64_t submits = 0;                    // given to a session
    std::map<uint32_t, uint64_t> responses;  // by command_status
    uint64_t throttled = 0;                  // of these, ESME_RTHROTTLED and ESME_RMSGQFUL
    uint64_t unanswered = 0;                 // no response in time, or the bind was lost
    uint64_t not_sent = 0;                   // handed back: dead epoch, or never left
    uint64_t queries = 0;                    // about overdue receipts
    uint64_t queries_refused = 0;
    uint64_t cancels = 0;  // wishes to take parts back
    uint64_t cancels_refused = 0;
    uint64_t receipts = 0;
    uint64_t texts = 0;              // from handsets, and parts of such
    uint64_t delivers_answered = 0;  // of both
    uint64_t bind_failures = 0;      // tries that did not get as far as bound
    uint64_t bind_losses = 0;
    uint64_t oddities = 0;  // late responses, broken PDUs

    void count_response(uint32_t status) {
        const bool is_room = responses.size() < STATUSES_MAX || responses.contains(status);
        ++responses[is_room ? status : UINT32_MAX];
    }
    void average_response(int64_t ms) {
        constexpr double WEIGHT = 1.0 / 16;
        response_ms += (static_cast<double>(ms) - response_ms) * (response_ms == 0 ? 1 : WEIGHT);
    }
};

}  // namespace kaskad::gateway::links
