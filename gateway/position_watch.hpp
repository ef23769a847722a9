#pragma once

#include "net/shard.hpp"
#include "net/timer.hpp"
#include "store/position_waits.hpp"
#include "store/projector.hpp"

#include <cstdint>

// Whoever wants to read what was just decided waits here until the database holds it. Lives on one shard.

namespace kaskad::gateway {

class position_watch {
  public:
    using done = store::position_waits::done;

    position_watch(net::shard& home, store::projector& projector);

    // Any thread. `call` is called once: at once when the position is reached already, else on the shard.
    void await(uint64_t position, net::clock::time_point deadline, done call);
    // Any thread: the projector got further.
    void note_progress();

  private:
    void check();

    net::shard& home_;
    store::projector& projector_;
    store::position_waits waits_;
    net::timer timer_;
};

}  // namespace kaskad::gateway
