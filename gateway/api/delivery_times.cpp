#include "gateway/api/delivery_times.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <bit>

namespace kaskad::gateway::api {

namespace {

constexpr int STEP_BITS = 5;
constexpr uint64_t STEPS = uint64_t{1} << STEP_BITS;  // of each doubling
constexpr int64_t TIME_MAX = (int64_t{1} << 40) - 1;  // 34 years

// Below STEPS each millisecond is a step of its own.
size_t step_of(uint64_t ms) {
    if (ms < STEPS) return ms;
    const auto shift = static_cast<int>(std::bit_width(ms)) - 1 - STEP_BITS;
    return STEPS * static_cast<uint64_t>(shift) + (ms >> shift);
}

int64_t last_of(size_t step) {
    if (step < STEPS) return static_cast<int64_t>(step);
    const auto shift = step / STEPS - 1;
    const auto begin = (STEPS + step % STEPS) << shift;
    return static_cast<int64_t>(begin + (uint64_t{1} << shift) - 1);
}

}  // namespace

void delivery_times::add(int64_t ms) {
    const auto step = step_of(static_cast<uint64_t>(std::clamp<int64_t>(ms, 0, TIME_MAX)));
    if (counts_.size() <= step) counts_.resize(step + 1);
    ++counts_[step];
    ++count_;
}

std::optional<int64_t> delivery_times::percentile_ms(uint32_t percent) const {
    ASSERT(percent >= 1);
    ASSERT(percent <= 100);
    if (count_ == 0) return std::nullopt;
    auto left = (count_ * percent + 99) / 100;
    for (size_t step = 0; step < counts_.size(); ++step) {
        if (left <= counts_[step]) return last_of(step);
        left -= counts_[step];
    }
    return last_of(counts_.size() - 1);
}

}  // namespace kaskad::gateway::api
