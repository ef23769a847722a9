#include "channels/account_health.hpp"

#include <algorithm>

namespace kaskad::channels {

int64_t doubled(int64_t min_ms, int64_t max_ms, uint32_t times) {
    int64_t pause = min_ms;
    for (uint32_t time = 1; time < times && pause < max_ms; ++time)
        pause *= 2;
    return std::min(pause, max_ms);
}

bool account_health::note_failure(int64_t began, int64_t now) {
    if (began <= failed_at_) return false;
    failed_at_ = now;
    failures_ = std::min(failures_ + 1, options_.failures_max);
    next_at_ = now + doubled(options_.pause_min_ms, options_.pause_max_ms, failures_);
    if (failures_ < options_.failures_max) return false;
    down_until_ = now + doubled(options_.probe_min_ms, options_.probe_max_ms, ++downs_);
    return true;
}

void account_health::note_answer() {
    failures_ = 0;
    downs_ = 0;
    next_at_ = INT64_MIN;
}

void account_health::rest(int64_t pause_ms, int64_t now) {
    down_until_ = std::max(down_until_, now + pause_ms);
}

}  // namespace kaskad::channels
