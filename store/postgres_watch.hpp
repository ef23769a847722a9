#pragma once

#include "store/signal.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

// Ends the wait for a server that does not answer: libpq waits without a limit of its own, and a stopped server keeps
// its connections alive. A thread looks at the deadline about once a second and shuts the socket down when it has
// passed; libpq then reports a broken connection to the thread that waits.

namespace kaskad::store {

class postgres_watch {
  public:
    // Keeps a descriptor of its own, so that it never touches another connection that got the same number.
    explicit postgres_watch(int socket);
    ~postgres_watch();
    postgres_watch(const postgres_watch&) = delete;
    postgres_watch& operator=(const postgres_watch&) = delete;

    // One thread: that of the connection.
    void arm(std::chrono::milliseconds time_max);
    void disarm() { deadline_ms_ = NEVER; }

  private:
    static constexpr int64_t NEVER = INT64_MAX;

    void run();

    int socket_;
    std::atomic<int64_t> deadline_ms_{NEVER};
    std::atomic<bool> stopping_{false};
    signal stop_;
    std::thread thread_;
};

}  // namespace kaskad::store
