#pragma once

#include "core/assert.hpp"
#include "net/doorbell.hpp"

#include <boost/lockfree/queue.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

// A bounded queue from any number of threads to one. Full means try_push() says no at once; nothing is dropped and
// nobody waits but the consumer, and that only while it is empty. One producer's items keep their order. Values lie in
// slots made beforehand; the lock-free queues carry slot numbers only.

namespace kaskad::net {

inline constexpr std::size_t MAILBOX_CAPACITY_MAX = 60'000;  // Boost.Lockfree's fixed queues end at 65,535

template <typename Value>
class mailbox {
  public:
    explicit mailbox(std::size_t capacity) : slots_(capacity), free_(capacity), ready_(capacity) {
        ASSERT(capacity > 0 && capacity <= MAILBOX_CAPACITY_MAX);
        for (uint32_t slot = 0; slot < capacity; ++slot)
            ASSERT(free_.bounded_push(slot));
    }

    std::size_t capacity() const { return slots_.size(); }
    bool is_empty() const { return ready_.empty(); }

    // Any thread. False when full: the value is untouched then.
    bool try_push(Value&& value) {
        uint32_t slot = 0;
        if (!free_.pop(slot)) return false;
        slots_[slot].emplace(std::move(value));
        ASSERT(ready_.bounded_push(slot));
        bell_.ring();
        return true;
    }

    // The consumer: appends at most `count_max` values to `into` and gives how many.
    std::size_t drain(std::vector<Value>& into, std::size_t count_max) {
        std::size_t count = 0;
        uint32_t slot = 0;
        while (count < count_max && ready_.pop(slot)) {
            into.push_back(std::move(*slots_[slot]));
            slots_[slot].reset();
            ASSERT(free_.bounded_push(slot));
            ++count;
        }
        return count;
    }

    // The consumer: sleeps until there is something, wake() is called or the time is over. It may return early.
    void wait(std::chrono::milliseconds time_max) {
        bell_.prepare();
        if (is_empty()) {
            bell_.wait(time_max);
        } else {
            bell_.forget();
        }
    }

    // Any thread: ends a wait() under way (one not yet begun it does not end).
    void wake() { bell_.ring(); }

  private:
    using slot_queue = boost::lockfree::queue<uint32_t, boost::lockfree::fixed_sized<true>>;

    std::vector<std::optional<Value>> slots_;
    slot_queue free_;
    slot_queue ready_;
    doorbell bell_;
};

}  // namespace kaskad::net
