#include "routing/traffic_pace.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kaskad::routing {

namespace {

constexpr double MINUTE = 60'000;
constexpr double MEMORY_MS = 30 * MINUTE;  // attempts so old count half

constexpr double SAMPLES_WANTED = 300;
constexpr double HALF_LIFE_MIN = 5 * MINUTE;
constexpr double HALF_LIFE_MAX = 360 * MINUTE;

double faded(int64_t since_ms, int64_t now_ms) {
    return std::exp2(-static_cast<double>(now_ms - since_ms) / MEMORY_MS);
}

}  // namespace

void traffic_pace::note_sent(int64_t now_ms) {
    if (sent_ <= 0) first_ms_ = faded_ms_ = now_ms;
    sent_ = sent_ * faded(faded_ms_, now_ms) + 1;
    faded_ms_ = now_ms;
}

int64_t traffic_pace::half_life_ms(int64_t now_ms) const {
    if (sent_ <= 0) return static_cast<int64_t>(HALF_LIFE_MAX);
    // The milliseconds that the count stands for.
    const double time = MEMORY_MS / std::numbers::ln2 * (1 - faded(first_ms_, now_ms)) + 1;
    const double sent = std::max(1.0, sent_ * faded(faded_ms_, now_ms));
    return std::llround(std::clamp(SAMPLES_WANTED * time / sent, HALF_LIFE_MIN, HALF_LIFE_MAX));
}

void traffic_pace::save(state_writer& to) const {
    to.put_number(sent_);
    to.put_time(first_ms_);
    to.put_time(faded_ms_);
}

void traffic_pace::load(state_reader& from) {
    sent_ = from.take_number();
    first_ms_ = from.take_time();
    faded_ms_ = from.take_time();
    if (sent_ < 0 || first_ms_ > faded_ms_) from.refuse();
}

}  // namespace kaskad::routing
