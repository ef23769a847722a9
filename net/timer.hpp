#pragma once

#include "net/coroutine.hpp"

#include <functional>
#include <memory>

// One deadline and what to do when it passes. Made for deadlines that move with every octet: moving one later costs a
// store, not a system call, because the timer re-arms itself when it fires too early. After cancel() or the
// destructor the function is never called. On its shard's thread only.

namespace kaskad::net {

class timer {
  public:
    timer(executor where, std::function<void()> expired);
    ~timer();
    timer(const timer&) = delete;
    timer& operator=(const timer&) = delete;

    clock::time_point due() const;

    // clock::time_point::max(): nothing is due.
    void expire_at(clock::time_point due);
    void expire_after(clock::duration delay) { expire_at(clock::now() + delay); }
    void cancel() { expire_at(clock::time_point::max()); }

  private:
    struct state;
    static void arm(const std::shared_ptr<state>& state);
    std::shared_ptr<state> state_;
};

}  // namespace kaskad::net
