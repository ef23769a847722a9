#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <sys/epoll.h>

// epoll, level-triggered, with a word of the owner's choice for each file.

namespace kaskad::bench {

class poller {
  public:
    poller();
    ~poller();
    poller(const poller&) = delete;
    poller& operator=(const poller&) = delete;

    void add(int file, uint64_t token);
    // Whether the owner also wants to know when the file can be written.
    void want_write(int file, uint64_t token, bool wanted);
    void remove(int file);

    // At most `wait_us`; less than nothing: for ever. A signal ends it early.
    std::span<const epoll_event> wait(int64_t wait_us);

  private:
    int file_;
    std::array<epoll_event, 512> events_{};
};

// SIGINT and SIGTERM from now on only make this true.
bool is_stopping();
void catch_signals();

}  // namespace kaskad::bench
