#pragma once

#include <cstdint>

// How many calls a second an account may make: a token bucket in integers, time is handed in. A provider that says
// "too fast" pauses it and halves its rate, which climbs back slowly. Without a rate such a word only pauses it. (The
// throttle of SMPP lies outside this module.) Pure.

namespace kaskad::channels {

class call_pace {
  public:
    struct options {
        uint32_t rate = 0;             // calls a second; 0 = no limit
        int64_t recovery_ms = 30'000;  // from a tenth of the rate back to the whole
    };

    call_pace(const options& options, int64_t now);

    // Thousandths of a call a second, as it is now; 0 = no limit.
    int64_t rate_milli() const { return rate_; }
    // Calls that pass one behind the other: a tenth of a second's, at least one.
    uint32_t burst() const;
    bool is_unlimited() const { return rate_ == 0; }

    // Calls that could be made at once; UINT32_MAX = as many as there are.
    uint32_t available(int64_t now);
    // When so many could; now where they can. Beyond the burst there never are.
    int64_t next_at(uint32_t count, int64_t now);
    bool take(int64_t now);

    // Nothing passes for `pause_ms`. Further words during the pause make it longer, not the rate lower still: a whole
    // window that is refused at once is one complaint.
    void cut(int64_t pause_ms, int64_t now);
    // A new rate; what was cut is forgotten.
    void change(uint32_t rate, int64_t now);

  private:
    void refill(int64_t now);
    void recover(int64_t now);
    int64_t full_rate() const { return int64_t{options_.rate} * 1'000; }
    int64_t capacity() const;

    options options_;
    int64_t rate_ = 0;
    int64_t level_ = 0;  // millionths of a call: rate_ * milliseconds
    int64_t refilled_ms_ = 0;
    int64_t recovered_ms_ = 0;
    int64_t paused_until_ms_ = INT64_MIN;
};

}  // namespace kaskad::channels
