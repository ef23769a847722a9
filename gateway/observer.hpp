#pragma once

#include "engine/engine.hpp"
#include "gateway/api/metrics.hpp"
#include "gateway/channel_observer.hpp"
#include "gateway/client_observer.hpp"
#include "gateway/effect_router.hpp"
#include "store/projector.hpp"

#include <array>
#include <map>
#include <vector>

// Turns the engine's counters and queues into metrics, once a second, on the engine's thread.

namespace kaskad::gateway {

class observer {
  public:
    observer(api::metrics& numbers, const store::projector& projector)
        : numbers_{numbers}, projector_{projector}, channels_{numbers}, clients_{numbers.of_clients()} {}

    void observe(const engine::engine& engine, const std::vector<shard_room>& rooms);

  private:
    using receipt_counts = std::array<uint64_t, 16>;

    void observe_link(const engine::engine& engine, const links::link_counts& now);
    void observe_oddities(const engine::engine& engine);
    void observe_cascades(const engine::engine& engine);
    void observe_inbound(const engine::engine& engine);
    void observe_routing(const engine::engine& engine);
    void observe_receipts(const engine::engine& engine, core::link_id id, const receipt_counts& counts);

    api::metrics& numbers_;
    const store::projector& projector_;
    std::map<core::link_id, links::link_counts> seen_;
    std::map<core::link_id, receipt_counts> receipts_;
    std::map<core::link_id, uint64_t> parked_;
    std::map<core::link_id, uint64_t> unmapped_;
    uint64_t parked_dropped_ = 0;
    engine::cascade_counts cascades_;
    std::map<core::link_id, engine::inbound_counts> inbound_;
    std::map<core::link_id, engine::health_counts> health_;
    std::map<core::link_id, uint64_t> codes_again_;
    std::array<uint64_t, 4> pumping_{};
    channel_observer channels_;
    client_observer clients_;
};

}  // namespace kaskad::gateway
