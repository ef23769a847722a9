#pragma once

#include "core/assert.hpp"
#include "core/now.hpp"

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
    // Milliseconds since the world began; also what sessions count.
    int64_t now_ms() const { return now_ms_; }
    core::now now() const { return {now_ms_, UTC_START_MS + now_ms_ + skew_ms_}; }
    // People, or a time server, set the wall clock.
    void set_wall_clock(int64_t skew_ms) { skew_ms_ = skew_ms; }

    void at(int64_t ms, std::function<void()> what) {
        entries_.push({std::max(ms, now_ms_), ++count_, std::move(what)});
    }
    void after(int64_t ms, std::function<void()> what) { at(now_ms_ + ms, std::move(what)); }
    void after(int64_t ms, const lifetime& whose, std::function<void()> what) {
        after(ms, [whose, what = std::move(what)] {
            if (!whose.expired()) what();
        });
    }

    // The next thing, if it is not later than that; the clock ends there otherwise.
    bool step(int64_t until_ms) {
        if (entries_.empty() || entries_.top().ms > until_ms) {
            now_ms_ = std::max(now_ms_, until_ms);
            return false;
        }
        const auto what = std::move(const_cast<entry&>(entries_.top()).what);
        now_ms_ = entries_.top().ms;
        entries_.pop();
        what();
        return true;
    }

    uint64_t steps() const { return count_; }

  private:
    static constexpr int64_t UTC_START_MS = 1'767'225'600'000;

    struct entry {
        int64_t ms = 0;
        uint64_t number = 0;
        std::function<void()> what;

        bool operator<(const entry& other) const { return ms != other.ms ? ms > other.ms : number > other.number; }
    };

    int64_t now_ms_ = 1'000'000;
    int64_t skew_ms_ = 0;
    uint64_t count_ = 0;
    std::priority_queue<entry> entries_;
};

}  // namespace kaskad::simulation
