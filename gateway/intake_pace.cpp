#include "gateway/intake_pace.hpp"

#include <algorithm>

namespace kaskad::gateway {

namespace {

constexpr int64_t MILLI = 1'000;

}  // namespace

// Twice what the database manages where it is just behind, so that more is found out where there is more; exactly that
// half way.
int64_t intake_pace::rate_per_s(int64_t lag_ms) const {
    constexpr int64_t SPAN_MS = LAG_MAX_MS - LAG_CALM_MS;
    const auto to_go = std::clamp<int64_t>(LAG_MAX_MS - lag_ms, 0, SPAN_MS);
    const auto most = std::min(RATE_MAX * MILLI, 2 * projected_per_s_);
    const auto least = std::min(RATE_MIN * MILLI, projected_per_s_ / 4);
    return std::max(least, most * to_go / SPAN_MS);
}

size_t intake_pace::allowed(int64_t steady_ms, int64_t lag_ms, size_t most) {
    const auto passed = std::max<int64_t>(0, steady_ms - counted_steady_);
    counted_steady_ = steady_ms;
    had_rest_ = had_rest_ || lag_ms == 0;
    was_behind_ = was_behind_ || lag_ms > LAG_CALM_MS;
    if (lag_ms > LAG_CALM_MS) held_until_steady_ = steady_ms + HELD_MS;
    const bool is_held = steady_ms < held_until_steady_;
    was_free_ = was_free_ || !is_held;
    const auto rate = rate_per_s(lag_ms);  // of thousandths in a millisecond, too
    left_milli_ = std::min(left_milli_ + std::min(passed, SAVED_MS_MAX) * rate, SAVED_MS_MAX * rate);
    if (!is_held) return most;
    return std::min(most, static_cast<size_t>(left_milli_ / MILLI));
}

void intake_pace::note_taken(size_t count) {
    taken_ += static_cast<int64_t>(count);
    left_milli_ = std::max<int64_t>(0, left_milli_ - static_cast<int64_t>(count) * MILLI);
}

void intake_pace::note_sealed(uint64_t position, int64_t steady_ms) {
    if (steady_ms - marked_steady_ < MARKS_EVERY_MS || marks_.size() == MARKS_MAX) return;
    marked_steady_ = steady_ms;
    marks_.push_back({.position = position, .taken = taken_});
}

void intake_pace::note_projected(uint64_t position, int64_t steady_ms) {
    for (; !marks_.empty() && marks_.front().position <= position; marks_.pop_front())
        projected_ = marks_.front().taken;
    measure(steady_ms);
}

// From one projection to another, if it always had something to do and was behind, or requests were held back: what it
// does then is what it can do, or was given.
void intake_pace::measure(int64_t steady_ms) {
    const bool counts = !had_rest_ && (was_behind_ || !was_free_);
    const auto passed = steady_ms - measured_from_steady_;
    had_rest_ = was_behind_ = was_free_ = false;
    if (counts && passed < MEASURED_MS) return;
    if (counts) {
        const auto per_s = std::max(MEASURED_MIN, (projected_ - measured_from_) * MILLI / passed);
        projected_per_s_ = is_measured_ ? (projected_per_s_ + per_s) / 2 : per_s;
        is_measured_ = true;
    }
    measured_from_steady_ = steady_ms;
    measured_from_ = projected_;
}

}  // namespace kaskad::gateway
