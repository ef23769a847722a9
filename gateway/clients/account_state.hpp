#pragma once

#include "gateway/clients/account.hpp"
#include "gateway/clients/server_counts.hpp"
#include "smpp/throttle.hpp"

#include <cstddef>
#include <memory>
#include <vector>

// What goes on under one account now: its binds, its rate, its submits without an answer. On the server's shard.

namespace kaskad::gateway::clients {

class client_bind;

struct account_state {
    std::shared_ptr<const account> who;
    smpp::throttle rate;
    std::vector<client_bind*> binds{};
    size_t requests_open = 0;  // also of binds that are gone
    size_t next_bind = 0;      // whose turn it is to get a receipt
    account_counts counts{};   // what is counted; the rest is filled in where it is asked for

    void count_request(smpp::command_id id, smpp::command_status status) { ++counts.requests[{id, status}]; }
};

// Above the rate by a quarter of a second's worth, as clients count by the second.
inline smpp::throttle::options rate_of(const facts::smpp_account& terms) {
    return {.rate = terms.rate, .burst = terms.rate / 4};
}

}  // namespace kaskad::gateway::clients
