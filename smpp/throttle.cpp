#include "smpp/throttle.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::smpp {

namespace {

constexpr int64_t SEGMENT = 1'000'000;  // in units of level_
// SMPP 5.0 §4.8.4.18: 80-89 is the optimum, 90-99 nearing congestion.
constexpr uint32_t CONGESTION_OPTIMUM = 80;
constexpr uint32_t CONGESTION_NEAR = 90;
constexpr uint32_t CONGESTED = 100;
constexpr int64_t ELAPSED_MAX_MS = 1'000'000;  // keeps the product with any rate within 64 bits

}  // namespace

throttle::throttle(const options& options, int64_t now)
    : options_{options}, rate_{full_rate()}, refilled_ms_{now}, recovered_ms_{now} {
    level_ = capacity();
}

uint32_t throttle::burst() const {
    if (options_.burst != 0) return options_.burst;
    return static_cast<uint32_t>(std::clamp<int64_t>(full_rate() / 10'000, 1, UINT32_MAX));
}

int64_t throttle::full_rate() const {
    return options_.rate == 0 ? learnt_ : int64_t{options_.rate} * 1000;
}

void throttle::measure(uint32_t count, int64_t now) {
    if (now - 1'000 >= second_began_ms_) {
        passed_before_ = now - 2'000 < second_began_ms_ ? passed_now_ : 0;
        passed_now_ = 0;
        second_began_ms_ = now;
    }
    passed_now_ += count;
}

int64_t throttle::measured() const {
    return static_cast<int64_t>(std::clamp<uint64_t>(std::max(passed_now_, passed_before_), 2, UINT32_MAX)) * 1000;
}

int64_t throttle::capacity() const {
    return int64_t{burst()} * SEGMENT;
}

uint32_t throttle::available(int64_t now) {
    refill(now);
    if (now < paused_until_ms_) return 0;
    if (is_unlimited()) return UINT32_MAX;
    return static_cast<uint32_t>(std::max<int64_t>(level_, 0) / SEGMENT);
}

int64_t throttle::next_at(uint32_t count, int64_t now) {
    refill(now);
    if (is_unlimited()) return std::max(now, paused_until_ms_);
    const int64_t missing = needed(count) - level_;
    const int64_t from = std::max(refilled_ms_, paused_until_ms_);
    if (missing <= 0) return std::max(now, paused_until_ms_);
    // Rounded up; recovery on the way only makes it earlier.
    return from + (missing + rate_ - 1) / rate_;
}

bool throttle::take(uint32_t count, int64_t now) {
    refill(now);
    if (now < paused_until_ms_) return false;
    if (is_unlimited()) {
        measure(count, now);
        return true;
    }
    if (level_ < needed(count)) return false;
    level_ -= int64_t{count} * SEGMENT;
    return true;
}

void throttle::cut(int64_t now) {
    refill(now);
    // A whole window comes back refused at once: that is one complaint, not ten.
    if (now < paused_until_ms_) return;
    paused_until_ms_ = now + options_.pause_ms;
    if (is_unlimited()) {
        rate_ = measured();
        learnt_ = 2 * rate_;
    }
    rate_ = std::max({rate_ / 2, rate_floor(), int64_t{1}});
    level_ = std::min<int64_t>(level_, 0);
}

void throttle::note_congestion(uint32_t state, int64_t now) {
    if (state >= CONGESTED) return cut(now);
    refill(now);
    if (is_unlimited()) return;
    held_until_ms_ = state < CONGESTION_OPTIMUM ? std::min(held_until_ms_, now) : now + options_.pause_ms;
    if (state < CONGESTION_NEAR || now < eased_until_ms_) return;
    eased_until_ms_ = now + options_.pause_ms;
    rate_ = std::max({rate_ - rate_ / 8, rate_floor(), int64_t{1}});
}

void throttle::change(const options& options, int64_t now) {
    refill(now);
    options_ = options;
    learnt_ = 0;
    rate_ = full_rate();
    level_ = std::min(level_, capacity());
}

// A message longer than the bucket passes when the bucket is full.
int64_t throttle::needed(uint32_t count) const {
    return std::min(int64_t{count} * SEGMENT, capacity());
}

int64_t throttle::rate_floor() const {
    return full_rate() / 10;
}

// Nothing flows in during a pause, or the peer would be answered with a burst right after it.
void throttle::refill(int64_t now) {
    ASSERT(now >= refilled_ms_);
    const int64_t from = std::clamp(paused_until_ms_, refilled_ms_, now);
    const int64_t elapsed = std::min(now - from, ELAPSED_MAX_MS);
    level_ = std::min(level_ + elapsed * rate_, capacity());
    refilled_ms_ = now;
    recover(from, now);
}

// Linear: from the floor to the whole rate in recovery_ms.
void throttle::recover(int64_t from, int64_t now) {
    if (rate_ == full_rate()) {
        recovered_ms_ = now;
        return;
    }
    recovered_ms_ = std::max({recovered_ms_, from, std::min(held_until_ms_, now)});
    const int64_t step = std::max<int64_t>(full_rate() - rate_floor(), 1);
    const int64_t elapsed = std::min(now - recovered_ms_, options_.recovery_ms);
    const int64_t gain = options_.recovery_ms > 0 ? step * elapsed / options_.recovery_ms : step;
    if (gain == 0) return;  // too little time: it keeps adding up
    rate_ = std::min(rate_ + gain, full_rate());
    recovered_ms_ = now;
    if (options_.rate == 0 && rate_ == learnt_) rate_ = learnt_ = 0;
}

}  // namespace kaskad::smpp
