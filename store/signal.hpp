#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

// Lets blocking threads (journal, projector, readers) sleep until something changed, with a deadline and without a
// mutex: a counter and a futex on it. Notifying costs two atomic operations while nobody sleeps.
//
//   const auto ticket = signal.prepare();      // then look once more: a change after this ends the wait at once
//   if (is_done()) signal.cancel();
//   else signal.wait(ticket, time_max);        // may return early

namespace kaskad::store {

class signal {
  public:
    // Any thread, after the change.
    void notify();

    uint32_t prepare();
    void cancel();
    void wait(uint32_t ticket, std::chrono::milliseconds time_max);

  private:
    std::atomic<uint32_t> count_{0};
    std::atomic<uint32_t> sleepers_{0};
};

}  // namespace kaskad::store
