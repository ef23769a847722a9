#pragma once

#include <cstdint>

// Whether an account's provider is to be reached. Calls that never left pause it, longer each time; after several in a
// row the account is down for a while and then tried with one call. Pure; time is handed in.

namespace kaskad::channels {

class account_health {
  public:
    struct options {
        uint32_t failures_max = 5;   // in a row; then it is down
        int64_t pause_min_ms = 250;  // after the first; doubles
        int64_t pause_max_ms = 10'000;
        int64_t probe_min_ms = 5'000;  // down for so long; doubles
        int64_t probe_max_ms = 300'000;
    };

    explicit account_health(const options& options) : options_{options} {}

    bool is_down(int64_t now) const { return now < down_until_; }
    // One call at a time: the last one never left.
    bool is_doubtful() const { return failures_ > 0; }
    // Nothing is granted before.
    int64_t next_at() const { return next_at_ > down_until_ ? next_at_ : down_until_; }

    // A call that began then never left. What began before the last such end is the same trouble. True: it is
    // down now.
    bool note_failure(int64_t began, int64_t now);
    // Whatever the provider said, it said something.
    void note_answer();
    // The provider itself wants to be left alone.
    void rest(int64_t pause_ms, int64_t now);

  private:
    options options_;
    uint32_t failures_ = 0;
    uint32_t downs_ = 0;
    int64_t failed_at_ = INT64_MIN;
    int64_t next_at_ = INT64_MIN;
    int64_t down_until_ = INT64_MIN;
};

// min, 2 min, 4 min ... at most max; of the first time at `times` 1.
int64_t doubled(int64_t min_ms, int64_t max_ms, uint32_t times);

}  // namespace kaskad::channels
