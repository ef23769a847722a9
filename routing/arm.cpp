#include "routing/arm.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t HOUR = 60 * MINUTE;
constexpr int64_t AGE_MAX = 24 * HOUR;
constexpr double DELAYS_HALF_LIFE_MS = 24.0 * HOUR;
constexpr int64_t FADE_EACH = 10 * MINUTE;
constexpr int64_t ADVANCE_EACH = SECOND;

constexpr double SAMPLES_WANTED = 300;
constexpr int64_t HALF_LIFE_MIN = 5 * MINUTE;
constexpr int64_t HALF_LIFE_MAX = 6 * HOUR;
constexpr int64_t MEDIANS_MIN = 3;    // a half-life is at least so many times the delay of a usual receipt
constexpr double HALF_LIVES_MAX = 8;  // older than so many tells nothing

constexpr uint64_t SLOTS_MAX = 10'000;  // that a state may tell of; far fewer ever are
constexpr uint64_t COUNT_MAX = uint64_t{1} << 40;

// How wide slots are by age.
struct width {
    int64_t age_ms;
    int64_t width_ms;
};
constexpr std::array WIDTHS{width{20 * SECOND, 2 * SECOND},  width{2 * MINUTE, 10 * SECOND},
                            width{10 * MINUTE, 30 * SECOND}, width{HOUR, 2 * MINUTE},
                            width{6 * HOUR, 10 * MINUTE},    width{AGE_MAX, 30 * MINUTE}};

int64_t width_at(int64_t age_ms) {
    for (const auto& each : WIDTHS)
        if (age_ms < each.age_ms) return each.width_ms;
    return WIDTHS.back().width_ms;
}

int64_t floor_to(int64_t time_ms, int64_t step_ms) {
    return time_ms - time_ms % step_ms;
}

}  // namespace

void arm::note_sent(int64_t now_ms) {
    advance(now_ms);
    if (slots_.empty() || now_ms >= slots_.back().end_ms) {
        const auto begin = floor_to(now_ms, WIDTHS.front().width_ms);
        const auto last_end = slots_.empty() ? begin : slots_.back().end_ms;
        slots_.push_back({.begin_ms = std::max(begin, last_end), .end_ms = begin + WIDTHS.front().width_ms});
    }
    slots_.back().sent += 1;
    open_ += 1;
}

bool arm::note_outcome(int64_t sent_ms, arm_outcome outcome, int64_t now_ms) {
    advance(now_ms);
    auto* const in = find(sent_ms);
    if (in == nullptr || in->open() < 1) return false;
    open_ -= 1;
    if (outcome == arm_outcome::not_counted) {
        in->sent -= 1;
        return true;
    }
    const bool is_delivered = outcome == arm_outcome::delivered;
    (is_delivered ? in->delivered : in->failed) += 1;
    count_outcome(*in, now_ms - sent_ms, is_delivered);
    return true;
}

bool arm::note_late_delivery(int64_t sent_ms) {
    auto* const in = find(sent_ms);
    if (in == nullptr || in->failed < 1) return false;
    in->failed -= 1;
    in->delivered += 1;
    return true;
}

arm::slot* arm::find(int64_t sent_ms) {
    const auto found = std::ranges::upper_bound(slots_, sent_ms, {}, &slot::begin_ms);
    if (found == slots_.begin()) return nullptr;
    auto& in = *std::prev(found);
    return sent_ms < in.end_ms ? &in : nullptr;
}

// As one of those open at the beginning of each step up to its own; the slot has counted it for the first of them.
void arm::count_outcome(slot& in, int64_t delay_ms, bool is_delivered) {
    const size_t own = std::max(delay_step(delay_ms), in.steps == 0 ? 0 : in.steps - 1);
    for (size_t step = in.steps; step <= own; ++step)
        delays_.note_open(step, 1);
    if (is_delivered) {
        delays_.note_delivered(own);
    } else {
        delays_.note_failed(own);
    }
}

void arm::advance(int64_t now_ms) {
    ASSERT(now_ms >= now_ms_);
    now_ms_ = now_ms;
    if (now_ms - advanced_ms_ < ADVANCE_EACH) return;
    advanced_ms_ = now_ms;
    while (!slots_.empty() && now_ms - slots_.front().end_ms > AGE_MAX) {
        open_ -= slots_.front().open();
        slots_.pop_front();
    }
    count_open();
    merge();
    fade_delays();
}

void arm::count_open() {
    for (auto& each : slots_) {
        const auto begin_of = [](size_t step) { return step == 0 ? 0 : delay_step_end(step - 1); };
        while (each.steps < DELAY_STEPS && each.end_ms + begin_of(each.steps) <= now_ms_)
            delays_.note_open(each.steps++, each.open());
    }
}

// Slots that are old enough become wider ones. Those that are not equally far wait until they are.
void arm::merge() {
    for (size_t place = 0; place + 1 < slots_.size();) {
        auto& first = slots_[place];
        const auto& second = slots_[place + 1];
        const auto width = width_at(now_ms_ - second.end_ms);
        const bool is_one = floor_to(first.begin_ms, width) == floor_to(second.begin_ms, width);
        const bool is_doubt_between = first.end_ms <= doubted_ms_ && second.end_ms > doubted_ms_;
        if (!is_one || is_doubt_between || first.steps != second.steps) {
            ++place;
            continue;
        }
        first.end_ms = second.end_ms;
        first.sent += second.sent;
        first.delivered += second.delivered;
        first.failed += second.failed;
        slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(place) + 1);
    }
}

void arm::fade_delays() {
    const auto passed = now_ms_ - faded_ms_;
    if (passed < FADE_EACH) return;
    delays_.fade(std::exp2(-static_cast<double>(passed) / DELAYS_HALF_LIFE_MS));
    faded_ms_ = now_ms_;
}

int64_t arm::age_of(const slot& each) const {
    return std::max<int64_t>(0, now_ms_ - (each.begin_ms + std::min(each.end_ms, now_ms_)) / 2);
}

int64_t arm::quiet_ms() const {
    return slots_.empty() ? AGE_MAX : std::max<int64_t>(0, now_ms_ - slots_.back().end_ms);
}

int64_t arm::half_life_ms(const delay_law& law) const {
    double seen = 0;
    auto age = HALF_LIFE_MAX;
    for (auto each = slots_.rbegin(); each != slots_.rend(); ++each) {
        seen += each->sent;
        if (seen < SAMPLES_WANTED) continue;
        age = now_ms_ - each->begin_ms;
        break;
    }
    const auto least = std::clamp(MEDIANS_MIN * law.delivered_quantile_ms(0.5), HALF_LIFE_MIN, HALF_LIFE_MAX);
    return std::clamp(age, least, HALF_LIFE_MAX);
}

bool arm::is_doubted() const {
    return is_worse_since_ && now_ms_ - doubted_ms_ < HALF_LIFE_MAX;
}

arm_reading arm::read(const memory& by) const {
    arm_reading made;
    const double fading = -1 / static_cast<double>(by.half_life_ms);
    for (auto each = slots_.rbegin(); each != slots_.rend(); ++each) {
        const auto age = age_of(*each);
        const double half_lives = fading * static_cast<double>(age);
        if (half_lives < -HALF_LIVES_MAX) break;
        made.add({.begin_ms = each->begin_ms,
                  .weight = std::exp2(half_lives),
                  .sent = each->sent,
                  .delivered = each->delivered,
                  .failed = each->failed,
                  .came = by.law.by(age),
                  .is_doubted = each->end_ms <= doubted_ms_});
    }
    return made;
}

delivery_estimate arm::judge(const memory& by, const delivery_prior& prior, double start) {
    const auto now = read(by);
    const auto change = now.find_change();
    if (change.surprise == 0) return now.estimate(prior, start);
    doubted_ms_ = change.since_ms;
    is_worse_since_ = change.surprise < 0;
    return read(by).estimate(prior, start);
}

double arm::surprise(const delay_law& law, double chance, int64_t window_ms) const {
    double came = 0;
    double expected = 0;
    double variance = 0;
    for (auto each = slots_.rbegin(); each != slots_.rend() && now_ms_ - each->end_ms < window_ms; ++each) {
        const double share = chance * law.delivered_by(age_of(*each));
        came += each->delivered;
        expected += each->sent * share;
        variance += each->sent * share * (1 - share);
    }
    return variance > 0 ? (came - expected) / std::sqrt(variance) : 0;
}

void arm::save(state_writer& to) const {
    to.put_time(now_ms_);
    to.put_time(advanced_ms_);
    to.put_time(faded_ms_);
    to.put_time(doubted_ms_);
    to.put_count(is_worse_since_ ? 1 : 0);
    delays_.save(to);
    to.put_count(slots_.size());
    for (const auto& each : slots_) {
        to.put_time(each.begin_ms);
        to.put_count(static_cast<uint64_t>(each.end_ms - each.begin_ms));
        to.put_count(static_cast<uint64_t>(each.sent));
        to.put_count(static_cast<uint64_t>(each.delivered));
        to.put_count(static_cast<uint64_t>(each.failed));
        to.put_count(each.steps);
    }
}

void arm::load(state_reader& from) {
    now_ms_ = from.take_time();
    advanced_ms_ = from.take_time();
    faded_ms_ = from.take_time();
    doubted_ms_ = from.take_time();
    is_worse_since_ = from.take_count(1) == 1;
    delays_.load(from);
    for (auto left = from.take_count(SLOTS_MAX); left > 0 && from.is_good(); --left) {
        slot each{.begin_ms = from.take_time()};
        each.end_ms = each.begin_ms + static_cast<int64_t>(from.take_count(AGE_MAX));
        each.sent = static_cast<double>(from.take_count(COUNT_MAX));
        each.delivered = static_cast<double>(from.take_count(COUNT_MAX));
        each.failed = static_cast<double>(from.take_count(COUNT_MAX));
        each.steps = from.take_count(DELAY_STEPS);
        const auto last_end = slots_.empty() ? each.begin_ms : slots_.back().end_ms;
        if (each.begin_ms < last_end || each.begin_ms > now_ms_ || each.open() < 0) from.refuse();
        slots_.push_back(each);
        open_ += each.open();
    }
    if (advanced_ms_ > now_ms_ || faded_ms_ > now_ms_) from.refuse();
}

}  // namespace kaskad::routing
