#include "routing/delay_law.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kaskad::routing {

namespace {

using shares = delay_law::shares;

constexpr double LOST_SHARE = 0.01;   // receipts of delivered messages that never come
constexpr double UNTOLD_SHARE = 0.3;  // failures that nobody tells
constexpr double SECOND = 1'000.0;

std::array<int64_t, DELAY_STEPS> make_ends() {
    std::array<int64_t, DELAY_STEPS> ends{};
    const double ratio = static_cast<double>(DELAY_LAST_MS) / DELAY_FIRST_MS;
    for (size_t step = 0; step < DELAY_STEPS; ++step)
        ends[step] = std::llround(DELAY_FIRST_MS * std::pow(ratio, static_cast<double>(step) / (DELAY_STEPS - 1)));
    return ends;
}

const std::array<int64_t, DELAY_STEPS> ENDS = make_ends();

const double STEPS_PER_OCTAVE =
    (DELAY_STEPS - 1) / std::log2(static_cast<double>(DELAY_LAST_MS) / static_cast<double>(DELAY_FIRST_MS));

double lognormal_by(double age_ms, double median_ms, double spread) {
    return 0.5 * std::erfc(-std::log(age_ms / median_ms) / spread / std::numbers::sqrt2);
}

delay_law make_usual_law() {
    delay_law law;
    for (size_t step = 0; step < DELAY_STEPS; ++step) {
        const auto age = static_cast<double>(ENDS[step]);
        const double quick = lognormal_by(age, 5 * SECOND, 0.9);
        const double minutes = lognormal_by(age, 60 * SECOND, 1.0);
        const double hours = 1 - std::exp(-age / (7'200 * SECOND));
        law.delivered[step] = (1 - LOST_SHARE) * (0.80 * quick + 0.15 * minutes + 0.05 * hours);
        law.failed[step] = (1 - UNTOLD_SHARE) * (0.35 * quick + 0.15 * minutes + 0.50 * hours);
    }
    return law;
}

delay_law make_reading_law() {
    delay_law law;
    for (size_t step = 0; step < DELAY_STEPS; ++step) {
        const auto age = static_cast<double>(ENDS[step]);
        const double soon = lognormal_by(age, 120 * SECOND, 1.5);
        const double some_time = 1 - std::exp(-age / (4 * 3'600 * SECOND));
        law.delivered[step] = 0.60 * soon + 0.40 * some_time;
    }
    return law;
}

}  // namespace

int64_t delay_step_end(size_t step) {
    return ENDS[step];
}

size_t delay_step(int64_t age_ms) {
    const auto found = std::ranges::upper_bound(ENDS, age_ms);
    return std::min<size_t>(static_cast<size_t>(found - ENDS.begin()), DELAY_STEPS - 1);
}

// Within a step shares grow evenly with the logarithm of the age; in the first, with the age.
came_by delay_law::by(int64_t age_ms) const {
    if (age_ms <= 0) return {};
    const double age = static_cast<double>(age_ms) / DELAY_FIRST_MS;
    if (age <= 1) return {delivered[0] * age, failed[0] * age};
    const double place = std::log2(age) * STEPS_PER_OCTAVE;
    const auto step = static_cast<size_t>(place);
    if (step + 1 >= DELAY_STEPS) return {delivered.back(), failed.back()};
    const double part = place - static_cast<double>(step);
    return {delivered[step] + part * (delivered[step + 1] - delivered[step]),
            failed[step] + part * (failed[step + 1] - failed[step])};
}

int64_t delay_law::delivered_quantile_ms(double share) const {
    const double wanted = delivered.back() * share;
    const auto found = std::ranges::find_if(delivered, [&](double by) { return by >= wanted; });
    return ENDS[static_cast<size_t>(found - delivered.begin())];
}

const delay_law& usual_delay_law() {
    static const delay_law law = make_usual_law();
    return law;
}

const delay_law& usual_reading_law() {
    static const delay_law law = make_reading_law();
    return law;
}

}  // namespace kaskad::routing
