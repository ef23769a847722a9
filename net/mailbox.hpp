#pragma once

#include "net/doorbell.hpp"
#include "net/ring.hpp"

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

// A ring whose consumer sleeps while it is empty.

namespace kaskad::net {

template <typename Value>
class mailbox {
  public:
    explicit mailbox(std::size_t capacity) : ring_{capacity} {}

    std::size_t capacity() const { return ring_.capacity(); }

    // Any thread. False when full: the value is untouched then.
    bool try_push(Value&& value) {
        if (!ring_.try_push(std::move(value))) return false;
        bell_.ring();
        return true;
    }

    // The consumer.
    bool is_empty() const { return ring_.is_empty(); }

    // The consumer: appends at most `count_max` values to `into` and gives how many.
    std::size_t drain(std::vector<Value>& into, std::size_t count_max) {
        return ring_.drain(count_max, [&](Value&& value) { into.push_back(std::move(value)); });
    }

    // The consumer: sleeps until there is something, wake() is called or the time is over. It may return early.
    void wait(std::chrono::milliseconds time_max) {
        bell_.wait_unless([this] { return !is_empty(); }, time_max);
    }

    // Any thread: ends the wait() under way, or the next one.
    void wake() { bell_.wake(); }

  private:
    ring<Value> ring_;
    doorbell bell_;
};

}  // namespace kaskad::net
