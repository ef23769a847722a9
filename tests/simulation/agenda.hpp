#pragma once

#include "core/now.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

// What will happen, in order of time, and of entry where times are equal. Its clock jumps from one thing to the next.

namespace kaskad::simulation {

// Things planned for somebody are dropped when he is gone.
using lifetime = std::weak_ptr<const void>;

class agenda {
  public:
    // month_ends_ms: so long after the beginning a month ends, by the wall clock; 0 = not soon.
    explicit agenda(int64_t month_ends_ms = 0)
        : utc_start_ms_{month_ends_ms == 0 ? UTC_START_MS : UTC_MONTH_END_MS - BEGIN_MS - month_ends_ms} {}

    // Milliseconds since the world began; also what sessions count.
    int64_t now_ms() const { return now_ms_; }
    core::now now() const { return {now_ms_, utc_start_ms_ + now_ms_ + skew_ms_}; }
    // People, or a time server, set the wall clock.
    void set_wall_clock(int64_t skew_ms) { skew_ms_ = skew_ms; }

    void after(int64_t ms, std::function<void()> what) { plan(ms, {.what = std::move(what)}); }
    void after(int64_t ms, lifetime whose, std::function<void()> what) {
        plan(ms, {.what = std::move(what), .whose = std::move(whose), .is_owned = true});
    }

    // The next thing, if it is not later than that; the clock ends there otherwise.
    bool step(int64_t until_ms) {
        if (entries_.empty() || entries_.top().ms > until_ms) {
            now_ms_ = std::max(now_ms_, until_ms);
            return false;
        }
        const auto next = entries_.top();
        entries_.pop();
        now_ms_ = next.ms;
        const auto due = std::exchange(tasks_[next.task], {});
        free_.push_back(next.task);
        if (!due.is_owned || !due.whose.expired()) due.what();
        return true;
    }

    uint64_t steps() const { return count_; }

  private:
    static constexpr int64_t BEGIN_MS = 1'000'000;
    static constexpr int64_t UTC_START_MS = 1'767'225'600'000;      // 2026-01-01
    static constexpr int64_t UTC_MONTH_END_MS = 1'769'904'000'000;  // 2026-02-01

    struct task {
        std::function<void()> what;
        lifetime whose;
        bool is_owned = false;
    };
    // Small, because the heap moves it often.
    struct entry {
        int64_t ms = 0;
        uint64_t number = 0;
        size_t task = 0;

        bool operator<(const entry& other) const { return ms != other.ms ? ms > other.ms : number > other.number; }
    };

    void plan(int64_t delay_ms, task planned) {
        size_t place = tasks_.size();
        if (free_.empty()) {
            tasks_.push_back(std::move(planned));
        } else {
            place = free_.back();
            free_.pop_back();
            tasks_[place] = std::move(planned);
        }
        entries_.push({now_ms_ + std::max(delay_ms, int64_t{0}), ++count_, place});
    }

    int64_t utc_start_ms_;
    int64_t now_ms_ = BEGIN_MS;
    int64_t skew_ms_ = 0;
    uint64_t count_ = 0;
    std::priority_queue<entry> entries_;
    std::vector<task> tasks_;
    std::vector<size_t> free_;  // of tasks_
};

}  // namespace kaskad::simulation
