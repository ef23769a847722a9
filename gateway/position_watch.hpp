#pragma once

#include "net/shard.hpp"
#include "net/timer.hpp"
#include "store/projector.hpp"

#include <chrono>
#include <functional>
#include <vector>

// Whoever wants to read what was just decided waits here until the database holds it. Lives on one shard.

namespace kaskad::gateway {

class position_watch {
  public:
    using done = std::function<void(bool reached)>;

    position_watch(net::shard& home, store::projector& projector);

    // Any thread. `call` is called once: at once when the position is reached already, else on the shard.
    void await(uint64_t position, net::clock::time_point deadline, done call);
    // Any thread: the projector got further.
    void note_progress();

  private:
    struct waiter {
        uint64_t position = 0;
        net::clock::time_point deadline;
        done call;
    };

    void check();

    net::shard& home_;
    store::projector& projector_;
    std::vector<waiter> waiters_;
    net::timer timer_;
};

}  // namespace kaskad::gateway
