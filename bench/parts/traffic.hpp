#pragma once

#include "engine/engine.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

// A real engine on a manual clock with one client and one link, kept busy by itself: messages come in, are submitted,
// answered and, some turns later, delivered. Each turn gives one group, as under load.

namespace kaskad::bench {

struct traffic_options {
    size_t messages_per_turn = 32;
    size_t turns_to_receipt = 64;
};

class traffic {
  public:
    explicit traffic(traffic_options options = {});

    uint64_t messages_delivered() const { return delivered_; }
    const engine::engine& engine() const { return *engine_; }

    // One group; none of its facts is projected until note_projected().
    facts::group turn();
    void note_projected(uint64_t position);

  private:
    struct due_receipt {
        uint64_t turn;
        std::string id;
        std::string recipient;
    };

    void declare();
    void send_messages();
    void send_receipts();
    facts::group seal();
    void take(facts::submit_part& effect);

    traffic_options options_;
    std::unique_ptr<engine::engine> engine_;
    core::now now_{1'000'000, 1'767'225'600'000};
    facts::bind_ref bind_{core::link_id{1}, 0, 1};
    uint64_t turns_ = 0;
    uint64_t sent_ = 0;
    uint64_t credits_ = 0;
    uint64_t delivered_ = 0;
    std::vector<facts::command> answers_;  // of what the last turn submitted
    std::deque<due_receipt> receipts_;
};

}  // namespace kaskad::bench
