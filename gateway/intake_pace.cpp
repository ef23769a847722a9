#include "gateway/intake_pace.hpp"

#include <algorithm>

namespace kaskad::gateway {

namespace {

int64_t rate_at(int64_t lag_ms) {
    constexpr int64_t SPAN_MS = intake_pace::LAG_MAX_MS - intake_pace::LAG_CALM_MS;
    const auto to_go = std::clamp<int64_t>(intake_pace::LAG_MAX_MS - lag_ms, 0, SPAN_MS);
    return std::max(intake_pace::RATE_MIN, intake_pace::RATE_MAX * to_go / SPAN_MS);
}

}  // namespace

size_t intake_pace::allowed(int64_t steady_ms, int64_t lag_ms, size_t most) {
    const auto passed = std::max<int64_t>(0, steady_ms - counted_steady_);
    counted_steady_ = steady_ms;
    const auto rate = rate_at(lag_ms);
    left_ = std::min(left_ + std::min(passed, SAVED_MS_MAX) * rate, SAVED_MS_MAX * rate);
    if (lag_ms <= LAG_CALM_MS) return most;
    return std::min(most, static_cast<size_t>(left_));
}

void intake_pace::note_taken(size_t count) {
    left_ = std::max<int64_t>(0, left_ - static_cast<int64_t>(count));
}

}  // namespace kaskad::gateway
