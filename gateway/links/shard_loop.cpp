#include "gateway/links/shard_loop.hpp"

#include "net/timer.hpp"
#include "smpp/transport/connection.hpp"

#include <chrono>
#include <utility>

namespace kaskad::gateway::links {

namespace {

class shard_alarm final : public alarm {
  public:
    shard_alarm(net::shard& home, std::function<void()> expired) : timer_{home.get_executor(), std::move(expired)} {}

    int64_t due_ms() const override { return due_ms_; }
    void expire_at(int64_t steady_ms) override {
        due_ms_ = steady_ms;
        timer_.expire_at(steady_ms == NEVER ? net::clock::time_point::max()
                                            : net::clock::time_point{std::chrono::milliseconds{steady_ms}});
    }

  private:
    int64_t due_ms_ = NEVER;
    net::timer timer_;
};

}  // namespace

int64_t shard_loop::steady_ms() const {
    return smpp::transport::steady_ms();
}

std::unique_ptr<alarm> shard_loop::make_alarm(std::function<void()> expired) {
    return std::make_unique<shard_alarm>(home_, std::move(expired));
}

}  // namespace kaskad::gateway::links
