#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

// Puts one thread to sleep until another rings, without a mutex (a futex). Ringing costs one atomic load while the
// sleeper is awake and one system call while it sleeps. No ring is lost: the others put something where the sleeper
// looks and ring() afterwards; the sleeper looks once more after it has said that it will sleep.

namespace kaskad::net {

class doorbell {
  public:
    doorbell() = default;
    doorbell(const doorbell&) = delete;
    doorbell& operator=(const doorbell&) = delete;

    // Any thread, after something that the sleeper's predicate sees.
    void ring();
    // Any thread: ends the wait under way, or the next one, whatever the predicate says.
    void wake();

    // The sleeper's thread only: until the predicate holds, a ring or the end of the time. It may return early.
    template <typename Predicate>
    void wait_unless(Predicate&& is_ready, std::chrono::milliseconds time_max) {
        prepare();
        if (!woken_.load() && !is_ready()) sleep(time_max);
        sleeping_.store(0, std::memory_order_relaxed);
        woken_.exchange(false);  // reads it too: what the waker did before is seen from here on
    }

  private:
    void prepare();
    void sleep(std::chrono::milliseconds time_max);

    std::atomic<uint32_t> sleeping_{0};  // what the kernel looks at
    std::atomic<bool> woken_{false};
};

}  // namespace kaskad::net
