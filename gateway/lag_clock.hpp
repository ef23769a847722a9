#pragma once

#include <boost/lockfree/spsc_queue.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>

// How long a durable group waits for the database. The journal's thread leaves a mark with time and position now and
// then; the projector's thread picks up those it has passed. Where so many wait that there is no room for another,
// those that are there tell enough.

namespace kaskad::gateway {

class lag_clock {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds STEP{10};
    static constexpr size_t MARKS_MAX = 4'096;

    // The journal's thread: everything up to `position` is durable.
    void note_durable(uint64_t position, time_point now) {
        auto nothing = NOTHING;
        waiting_since_.compare_exchange_strong(nothing, now.time_since_epoch().count(), std::memory_order_relaxed);
        if (now - marked_ < STEP) return;
        if (marks_.push({.position = position, .durable = now})) marked_ = now;
    }

    // The projector's thread: everything up to `position` is in the database. Calls `take` with the seconds that each
    // mark waited.
    template <typename Take>
    void note_projected(uint64_t position, time_point now, Take&& take) {
        while (marks_.read_available() > 0 && marks_.front().position <= position) {
            take(std::chrono::duration<double>(now - marks_.front().durable).count());
            marks_.pop();
        }
        const bool more = marks_.read_available() > 0;
        waiting_since_.store(more ? marks_.front().durable.time_since_epoch().count() : NOTHING,
                             std::memory_order_relaxed);
    }

    // Any thread: how long the oldest of what the database does not hold yet has waited so far, to some STEPs.
    std::chrono::milliseconds waiting(time_point now) const {
        const auto since = waiting_since_.load(std::memory_order_relaxed);
        if (since == NOTHING) return {};
        return std::chrono::duration_cast<std::chrono::milliseconds>(now - time_point{time_point::duration{since}});
    }

  private:
    struct mark {
        uint64_t position = 0;
        time_point durable;
    };

    static constexpr time_point::rep NOTHING = 0;

    time_point marked_;  // the journal's thread
    std::atomic<time_point::rep> waiting_since_{NOTHING};
    boost::lockfree::spsc_queue<mark, boost::lockfree::capacity<MARKS_MAX>> marks_;
};

}  // namespace kaskad::gateway
