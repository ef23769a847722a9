#pragma once

#include <cstdint>

// A token bucket in segments (parts of messages), in integers of a thousandth segment; time is handed in. A message of
// more segments than the bucket holds passes when the bucket is full and leaves a debt, so the rate holds on average:
// in any t milliseconds at most rate * t / 1000 + max(burst, count) segments pass.

namespace kaskad::smpp {

class throttle {
  public:
    struct options {
        uint32_t rate = 0;            // segments per second; 0 = unlimited
        uint32_t burst = 0;           // segments; 0 = a tenth of a second's worth, at least one
        int64_t pause_ms = 1000;      // nothing passes for so long after cut()
        int64_t recovery_ms = 30000;  // from a tenth of the rate back to the whole
    };

    throttle(const options& options, int64_t now);

    bool is_unlimited() const { return options_.rate == 0 && rate_ == 0; }
    uint32_t burst() const;
    // The rate now, in thousandths of a segment per second; below the option's after cut(). 0 = unlimited.
    int64_t rate_milli() const { return rate_; }

    // Segments that could be taken one by one now; UINT32_MAX when unlimited.
    uint32_t available(int64_t now);
    // When take(count) will succeed; now or earlier = at once.
    int64_t next_at(uint32_t count, int64_t now);

    bool take(uint32_t count, int64_t now);

    // The peer said "too fast": pause, go on at half the rate, climb back over recovery_ms. An unlimited throttle goes
    // on at half of what passed it in a second, climbs to twice of that, and is unlimited again. Further cuts during
    // the pause change nothing.
    void cut(int64_t now);
    // The peer's congestion_state, 0 to 100 (SMPP 5.0 §4.8.4.18): from 80 on the rate rises no more for pause_ms, from
    // 90 on it falls by an eighth each pause_ms, and 100 is a cut. Without a rate only a cut does anything.
    void note_congestion(uint32_t state, int64_t now);
    // A new rate or burst from the configuration; the level is kept within the new burst.
    void change(const options& options, int64_t now);

  private:
    void refill(int64_t now);
    void recover(int64_t from, int64_t now);
    int64_t capacity() const;
    int64_t needed(uint32_t count) const;
    int64_t full_rate() const;
    int64_t rate_floor() const;
    void measure(uint32_t count, int64_t now);
    int64_t measured() const;

    options options_;
    int64_t learnt_ = 0;  // of an unlimited one, after a cut: where it is unlimited again
    int64_t second_began_ms_ = INT64_MIN / 2;
    uint64_t passed_now_ = 0;     // in this second, while unlimited
    uint64_t passed_before_ = 0;  // in the one before
    int64_t rate_ = 0;            // thousandths of a segment per second
    int64_t level_ = 0;           // millionths of a segment: rate_ * milliseconds; below 0 = debt
    int64_t refilled_ms_ = 0;
    int64_t recovered_ms_ = 0;  // rate_ has been raised up to then
    int64_t paused_until_ms_ = INT64_MIN;
    int64_t held_until_ms_ = INT64_MIN;   // no rise before
    int64_t eased_until_ms_ = INT64_MIN;  // one fall a pause, however many responses say it
};

}  // namespace kaskad::smpp
