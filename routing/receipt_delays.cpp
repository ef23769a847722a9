#include "routing/receipt_delays.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace kaskad::routing {

namespace {

constexpr double FIRST_MS = 100;
constexpr double LAST_MS = 72.0 * 3'600'000;

// The first step holds all below its end, the last one all above.
size_t step_of(int64_t delay_ms) {
    if (static_cast<double>(delay_ms) <= FIRST_MS) return 0;
    static const double each = std::log(LAST_MS / FIRST_MS) / (receipt_delays::STEPS - 1);
    const double step = 1 + std::floor(std::log(static_cast<double>(delay_ms) / FIRST_MS) / each);
    return std::min(static_cast<size_t>(step), receipt_delays::STEPS - 1);
}

}  // namespace

void receipt_delays::note(int64_t delay_ms) {
    auto& count = counts_[step_of(delay_ms)];
    if (count == std::numeric_limits<uint32_t>::max()) return;
    ++count;
    ++count_;
}

void receipt_delays::add(const receipt_delays& other) {
    for (size_t step = 0; step < STEPS; ++step) {
        const auto room = std::numeric_limits<uint32_t>::max() - counts_[step];
        const auto added = std::min(other.counts_[step], room);
        counts_[step] += added;
        count_ += added;
    }
}

double receipt_delays::share_under(int64_t delay_ms) const {
    if (count_ == 0) return 0;
    uint64_t under = 0;
    for (size_t step = 0; step < step_of(delay_ms); ++step)
        under += counts_[step];
    return static_cast<double>(under) / static_cast<double>(count_);
}

double receipt_delays::densest_share() const {
    if (count_ == 0) return 0;
    uint64_t most = 0;
    for (size_t step = 0; step + 1 < STEPS; ++step)
        most = std::max(most, uint64_t{counts_[step]} + counts_[step + 1]);
    return static_cast<double>(most) / static_cast<double>(count_);
}

receipt_delays::curve receipt_delays::cumulated() const {
    curve made{};
    uint64_t sum = 0;
    for (size_t step = 0; step < STEPS; ++step) {
        sum += counts_[step];
        made[step] = count_ == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count_);
    }
    return made;
}

receipt_delays::curve median_of(std::span<const receipt_delays::curve> curves) {
    ASSERT(!curves.empty());
    receipt_delays::curve made{};
    std::vector<double> at(curves.size());
    for (size_t step = 0; step < receipt_delays::STEPS; ++step) {
        for (size_t place = 0; place < curves.size(); ++place)
            at[place] = curves[place][step];
        std::ranges::sort(at);
        made[step] = (at[(at.size() - 1) / 2] + at[at.size() / 2]) / 2;
    }
    return made;
}

double distance(const receipt_delays::curve& left, const receipt_delays::curve& right) {
    double most = 0;
    for (size_t step = 0; step < receipt_delays::STEPS; ++step)
        most = std::max(most, std::abs(left[step] - right[step]));
    return most;
}

}  // namespace kaskad::routing
