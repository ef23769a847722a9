#pragma once

#include "core/assert.hpp"
#include "store/signal.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

// A bounded queue from one thread to one other, counted in items and in octets. Full means try_push() says no and
// leaves the value alone. Only the consumer waits.

namespace kaskad::store {

template <typename Value>
class handover {
  public:
    handover(size_t items_max, size_t octets_max) : slots_(items_max), octets_max_{octets_max} {
        ASSERT(items_max > 0 && octets_max > 0);
    }

    // Any thread; exact on the producer's and the consumer's.
    size_t size() const { return tail_.load(std::memory_order_acquire) - head_.load(std::memory_order_acquire); }
    size_t octets() const { return octets_.load(std::memory_order_relaxed); }
    bool is_empty() const { return size() == 0; }
    // The fuller of items and octets, in percent; over 100 when the last item was a large one.
    size_t fill_percent() const { return std::max(size() * 100 / slots_.size(), octets() * 100 / octets_max_); }

    // The producer. One item over octets_max is taken by an emptier queue: it must go somewhere.
    bool try_push(Value&& value, size_t octets) {
        const size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - head_.load(std::memory_order_acquire) == slots_.size()) return false;
        if (octets_.load(std::memory_order_relaxed) >= octets_max_) return false;
        octets_.fetch_add(octets, std::memory_order_relaxed);
        slots_[tail % slots_.size()].emplace(slot{std::move(value), octets});
        tail_.store(tail + 1, std::memory_order_release);
        pushed_.notify();
        return true;
    }

    // The consumer.
    std::optional<Value> try_pop() {
        const size_t head = head_.load(std::memory_order_relaxed);
        if (head == tail_.load(std::memory_order_acquire)) return std::nullopt;
        auto& place = slots_[head % slots_.size()];
        std::optional<Value> value{std::move(place->value)};
        octets_.fetch_sub(place->octets, std::memory_order_relaxed);
        place.reset();
        head_.store(head + 1, std::memory_order_release);
        return value;
    }

    // The consumer: sleeps until there is something, wake() or the end of the time.
    void wait(std::chrono::milliseconds time_max) {
        const auto ticket = pushed_.prepare();
        if (!is_empty() || woken_.exchange(false)) return pushed_.cancel();
        pushed_.wait(ticket, time_max);
        woken_.store(false);
    }

    // Any thread: ends a wait under way, or the next one.
    void wake() {
        woken_.store(true);
        pushed_.notify();
    }

  private:
    struct slot {
        Value value;
        size_t octets = 0;
    };

    std::vector<std::optional<slot>> slots_;
    size_t octets_max_;
    std::atomic<size_t> head_{0};  // both only rise
    std::atomic<size_t> tail_{0};
    std::atomic<size_t> octets_{0};
    std::atomic<bool> woken_{false};
    signal pushed_;
};

}  // namespace kaskad::store
