#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

// Those who wait until the database holds a position, each no longer than a deadline. Told by its owner how far it is
// and how late; reads no clock and waits for nothing itself. One thread.

namespace kaskad::store {

class position_waits {
  public:
    using time = std::chrono::steady_clock::time_point;
    using done = std::function<void(bool reached)>;

    // time::max(): nobody waits.
    time next_deadline() const;

    // Ends, each once, those whose position is reached or whose deadline has come. They may ask for more.
    void handle_progress(uint64_t reached, time now);

    void add(uint64_t position, time deadline, done call);

  private:
    struct waiter {
        uint64_t position = 0;
        time deadline;
        done call;
    };

    std::vector<waiter> waiters_;
};

}  // namespace kaskad::store
