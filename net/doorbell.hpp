#pragma once

#include <atomic>
#include <chrono>

// Puts one thread to sleep until another rings, without a mutex (an eventfd). Ringing costs one atomic load while the
// sleeper is awake. The protocol against a lost ring: the sleeper calls prepare(), looks at its queue once more, and
// only then wait(); the others put something into the queue first and ring() afterwards.

namespace kaskad::net {

class doorbell {
  public:
    doorbell();
    ~doorbell();
    doorbell(const doorbell&) = delete;
    doorbell& operator=(const doorbell&) = delete;

    // Any thread.
    void ring();

    // The sleeper's thread only.
    void prepare();
    void wait(std::chrono::milliseconds time_max);
    // Instead of wait(), when the queue turned out not to be empty.
    void forget();

  private:
    std::atomic<bool> sleeping_{false};
    int event_;
};

}  // namespace kaskad::net
