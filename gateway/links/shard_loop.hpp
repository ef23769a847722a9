#pragma once

#include "gateway/links/event_loop.hpp"
#include "net/shard.hpp"

// A shard as the event loop of links.

namespace kaskad::gateway::links {

class shard_loop final : public event_loop {
  public:
    explicit shard_loop(net::shard& home) : home_{home} {}

    int64_t steady_ms() const override;
    void post(std::function<void()> what) override { home_.post(std::move(what)); }
    void dispatch(std::function<void()> what) override { home_.dispatch(std::move(what)); }
    std::unique_ptr<alarm> make_alarm(std::function<void()> expired) override;

  private:
    net::shard& home_;
};

}  // namespace kaskad::gateway::links
