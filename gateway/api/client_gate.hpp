#pragma once

#include "core/id.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

// How much one client may ask for at once and in a second, so that none takes the API from the others. Sans-io; time is
// passed in; on its server's shard. Holds one small record for each client that has something open or spent.

namespace kaskad::gateway::api {

struct client_gate_options {
    size_t open_requests_max = 256;  // of one client on this shard
    uint32_t request_rate = 0;       // requests a second of one client on this shard; 0 = no limit
    uint32_t request_burst = 100;    // on top, after a pause
};

enum class gate_verdict : uint8_t { entered, too_many_open, too_fast };

class client_gate {
  public:
    explicit client_gate(const client_gate_options& options) : options_{options} {}

    size_t open_requests(core::client_id client) const;

    // What entered must leave.
    gate_verdict enter(core::client_id client, int64_t now_ms);
    void leave(core::client_id client);

  private:
    struct visitor {
        size_t open = 0;
        int64_t spent_milli = 0;  // thousandths of requests over the rate
        int64_t seen_ms = 0;
    };

    bool spend(visitor& who, int64_t now_ms) const;

    client_gate_options options_;
    std::unordered_map<core::client_id, visitor> visitors_;
};

}  // namespace kaskad::gateway::api
