#pragma once

#include "gateway/api/server_options.hpp"
#include "gateway/engine_thread.hpp"
#include "net/shard.hpp"

// A shard's way to the engine: to ask, as clients do, or to tell, as links and callbacks do. All that is sent in one
// turn of the shard's loop wakes the engine once, at the turn's end. Lives on its shard.

namespace kaskad::gateway {

class engine_door final : public api::engine_port {
  public:
    enum class verb { ask, tell };

    engine_door(net::shard& home, engine_thread& engine, verb how) : home_{home}, engine_{engine}, how_{how} {}

    bool try_send(facts::command&& what) override;
    bool try_send_all(std::vector<facts::command>&& items) override;

  private:
    void wake_later();

    net::shard& home_;
    engine_thread& engine_;
    verb how_;
    bool waking_ = false;
};

}  // namespace kaskad::gateway
