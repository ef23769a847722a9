#pragma once

#include "engine/facts/message.hpp"
#include "routing/breakers.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/sender_blocks.hpp"
#include "routing/sender_flows.hpp"

#include <cstddef>
#include <unordered_map>

// Whether links carry what they take: breakers, whose a collapse is, and senders that are kept off. Told by health.hpp;
// advisory. Breakers and blocked
// senders are kept over a restart; what the rest has counted is not.

namespace kaskad::engine {

class route_health {
  public:
    // A link for one network that had traffic lately, as the estimator knows it.
    struct watched {
        routing::arm_key learnt;
        int64_t sent_steady = 0;
    };
    static constexpr size_t WATCHED_MAX = routing::FLOW_ARMS_MAX;

    routing::breakers breakers;
    routing::sender_flows flows;
    routing::sender_blocks blocks;
    std::unordered_map<routing::link_network, watched, routing::link_network_hash> arms;
    int64_t forgot_steady = 0;
};

}  // namespace kaskad::engine
