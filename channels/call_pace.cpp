#include "channels/call_pace.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::channels {

namespace {

constexpr int64_t CALL = 1'000'000;            // in units of level_
constexpr int64_t ELAPSED_MAX_MS = 1'000'000;  // keeps the product with any rate within 64 bits
constexpr int64_t BURST_PER_SECOND = 10;
constexpr int64_t FLOOR = 10;  // the rate falls to a tenth

}  // namespace

call_pace::call_pace(const options& options, int64_t now)
    : options_{options}, rate_{full_rate()}, refilled_ms_{now}, recovered_ms_{now} {
    level_ = capacity();
}

uint32_t call_pace::burst() const {
    return static_cast<uint32_t>(std::max<int64_t>(options_.rate / BURST_PER_SECOND, 1));
}

int64_t call_pace::capacity() const {
    return int64_t{burst()} * CALL;
}

uint32_t call_pace::available(int64_t now) {
    refill(now);
    if (now < paused_until_ms_) return 0;
    if (is_unlimited()) return UINT32_MAX;
    return static_cast<uint32_t>(level_ / CALL);
}

int64_t call_pace::next_at(uint32_t count, int64_t now) {
    refill(now);
    const auto from = std::max(now, paused_until_ms_);
    const int64_t missing = int64_t{count} * CALL - level_;
    if (is_unlimited() || missing <= 0) return from;
    return from + (missing + rate_ - 1) / rate_;
}

bool call_pace::take(int64_t now) {
    if (available(now) == 0) return false;
    if (!is_unlimited()) level_ -= CALL;
    return true;
}

void call_pace::cut(int64_t pause_ms, int64_t now) {
    refill(now);
    const bool is_new = now >= paused_until_ms_;
    paused_until_ms_ = std::max(paused_until_ms_, now + pause_ms);
    level_ = 0;
    if (is_unlimited() || !is_new) return;
    rate_ = std::max({rate_ / 2, full_rate() / FLOOR, int64_t{1}});
}

void call_pace::change(uint32_t rate, int64_t now) {
    refill(now);
    options_.rate = rate;
    rate_ = full_rate();
    level_ = std::min(level_, capacity());
}

// Nothing flows in during a pause, or the provider would be answered with a burst right after it.
void call_pace::refill(int64_t now) {
    ASSERT(now >= refilled_ms_);
    const auto from = std::clamp(paused_until_ms_, refilled_ms_, now);
    const auto elapsed = std::min(now - from, ELAPSED_MAX_MS);
    level_ = std::min(level_ + elapsed * rate_, capacity());
    refilled_ms_ = now;
    recovered_ms_ = std::max(recovered_ms_, from);
    recover(now);
}

void call_pace::recover(int64_t now) {
    if (rate_ == full_rate()) {
        recovered_ms_ = now;
        return;
    }
    const auto step = full_rate() - full_rate() / FLOOR;
    const auto elapsed = std::min(now - recovered_ms_, options_.recovery_ms);
    const auto gain = step * elapsed / std::max<int64_t>(options_.recovery_ms, 1);
    if (gain == 0) return;  // too little time: it keeps adding up
    rate_ = std::min(rate_ + gain, full_rate());
    recovered_ms_ = now;
}

}  // namespace kaskad::channels
