#pragma once

#include "core/assert.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// A bounded queue from any number of threads to one, without a lock: cells that say whose turn it is. Full means
// try_push() says no at once; nothing is dropped and nobody waits. One producer's items keep their order. Not
// Boost.Lockfree: its queues move trivial types only and look like data races to the thread sanitizer.

namespace kaskad::net {

template <typename Value>
class ring {
  public:
    explicit ring(std::size_t capacity) : capacity_{capacity}, cells_{std::make_unique<cell[]>(capacity)} {
        ASSERT(capacity > 0);
    }

    std::size_t capacity() const { return capacity_; }

    // Any thread. False when full: the value is untouched then.
    template <typename Source>
    bool try_push(Source&& value) {
        std::size_t place = next_push_.load(std::memory_order_relaxed);
        for (;;) {
            const auto turn = cells_[place % capacity_].turn.load(std::memory_order_acquire);
            // The value of the round before is still there.
            if (turn < free_turn(place)) return false;
            if (turn > free_turn(place)) {
                place = next_push_.load(std::memory_order_relaxed);
            } else if (next_push_.compare_exchange_weak(place, place + 1, std::memory_order_relaxed)) {
                break;
            }
        }
        auto& mine = cells_[place % capacity_];
        mine.value.emplace(std::forward<Source>(value));
        mine.turn.store(free_turn(place) + 1, std::memory_order_release);
        return true;
    }

    // The consumer.
    bool is_empty() const {
        const auto turn = cells_[next_pop_ % capacity_].turn.load(std::memory_order_acquire);
        return turn != free_turn(next_pop_) + 1;
    }

    // The consumer: hands at most `count_max` values to `take` and gives how many.
    template <typename Take>
    std::size_t drain(std::size_t count_max, Take&& take) {
        std::size_t count = 0;
        for (; count < count_max && !is_empty(); ++count, ++next_pop_) {
            auto& first = cells_[next_pop_ % capacity_];
            take(std::move(*first.value));
            first.value.reset();
            first.turn.store(free_turn(next_pop_) + 2, std::memory_order_release);
        }
        return count;
    }

  private:
    static constexpr std::size_t CACHE_LINE = 64;

    // A cell's turn counts up: even = free for round turn / 2, odd = holds that round's value.
    struct cell {
        std::atomic<std::size_t> turn{0};
        std::optional<Value> value;
    };
    std::size_t free_turn(std::size_t place) const { return place / capacity_ * 2; }

    std::size_t capacity_;
    std::unique_ptr<cell[]> cells_;
    alignas(CACHE_LINE) std::atomic<std::size_t> next_push_{0};
    alignas(CACHE_LINE) std::size_t next_pop_ = 0;
};

}  // namespace kaskad::net
