#pragma once

#include "net/coroutine.hpp"

// Lets one coroutine sleep until another part of the same shard has something for it. A notify() before wait() is not
// lost; several count as one. Deadlines are the owner's: whoever waits is also woken by its timer.

namespace kaskad::net {

class wakeup {
  public:
    explicit wakeup(executor where) : sleep_{where, clock::time_point::max()} {}

    void notify() {
        pending_ = true;
        sleep_.cancel_one();
    }

    task<void> wait() {
        while (!pending_)
            co_await sleep_.async_wait(use_ec);
        pending_ = false;
    }

  private:
    steady_timer sleep_;
    bool pending_ = false;
};

}  // namespace kaskad::net
