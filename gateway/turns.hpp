#pragma once

#include <atomic>
#include <cstdint>

// Threads that do something in the order of its numbers, each what is its own. One that waits sleeps.

namespace kaskad::gateway {

class turns {
  public:
    void await(uint64_t number) const {
        for (auto now = now_.load(); now != number; now = now_.load())
            now_.wait(now);
    }

    // By whose turn it is: to the next.
    void pass() {
        ++now_;
        now_.notify_all();
    }

  private:
    std::atomic<uint64_t> now_ = 0;
};

}  // namespace kaskad::gateway
