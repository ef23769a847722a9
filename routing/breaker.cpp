#include "routing/breaker.hpp"

#include "core/assert.hpp"
#include "routing/hash_mix.hpp"

#include <algorithm>
#include <cmath>

namespace kaskad::routing {

namespace {

constexpr int64_t RESPONSES_MS = 30'000;
constexpr uint32_t SLOW_ONE_IN = 20;  // the other side of 95 %
constexpr double RAMP_FROM = 0.1;
constexpr uint32_t OPENINGS_MAX = 1'000;  // that are counted
constexpr uint64_t CAUSE_LAST = static_cast<uint64_t>(breaker_cause::error_share);
// Usual errors of a link that nothing is known of, as if so many responses had shown it.
constexpr double USUAL_SHARE = 0.01;
constexpr double USUAL_RESPONSES = 200;
constexpr double USUAL_KEPT = 0.95;  // of it, each half minute with responses
constexpr uint64_t DRAW_SALT = 0x627265616B6572;

}  // namespace

double breaker::share(int64_t now_ms) {
    advance(now_ms);
    switch (state_) {
        case breaker_state::closed:
            return 1;
        case breaker_state::open:
            return 0;
        case breaker_state::half_open: {
            const bool is_time = probes_ == 0 || now_ms - probe_ms_ >= options_.probe_each_ms;
            const bool is_enough = wants_positives() ? probes_ >= options_.probes_max : is_probe_open_;
            return is_time && !is_enough ? 1 : 0;
        }
        case breaker_state::ramping:
            return RAMP_FROM +
                   (1 - RAMP_FROM) * static_cast<double>(now_ms - since_ms_) / static_cast<double>(options_.ramp_ms);
    }
    ASSERT(false);
}

bool breaker::admits(int64_t now_ms, uint64_t chance_key) {
    return draw_of(chance_key ^ DRAW_SALT) < share(now_ms);
}

void breaker::note_attempt(int64_t now_ms) {
    advance(now_ms);
    if (state_ != breaker_state::half_open) return;
    ++probes_;
    probe_ms_ = now_ms;
    is_probe_open_ = true;
}

void breaker::note_response(response_outcome outcome, int64_t sent_ms, int64_t now_ms) {
    advance(now_ms);
    const bool is_test = is_probe(sent_ms);
    if (is_test) is_probe_open_ = false;
    if (is_passing()) count_response(now_ms - sent_ms, outcome == response_outcome::link_error);
    switch (outcome) {
        case response_outcome::refused:
            break;
        case response_outcome::taken:
            errors_ = 0;
            if (!is_test || wants_positives()) break;
            if (now_ms - sent_ms > options_.response_ms_max) return open(cause_);
            count_proof();
            break;
        case response_outcome::link_error:
            if (is_test) return open(cause_);
            if (is_passing() && ++errors_ >= options_.errors_in_row) return open(breaker_cause::link_errors);
            if (is_passing() && errs_more_than_usual()) return open(breaker_cause::error_share);
            break;
    }
    if (is_passing() && is_slow()) open(breaker_cause::slow_responses);
}

void breaker::note_delivered(int64_t sent_ms, int64_t now_ms) {
    advance(now_ms);
    if (wants_positives() && is_probe(sent_ms)) count_proof();
}

void breaker::note_surprise(const positives_surprise& seen, int64_t now_ms) {
    advance(now_ms);
    if (!is_passing() || seen.from_ms < judged_from_ms_) return;
    if (seen.deviations < options_.surprise_min) open(breaker_cause::missing_positives);
}

void breaker::note_bound(bool is_bound, int64_t now_ms) {
    advance(now_ms);
    if (is_bound_ && !is_bound) unbound_ms_ = now_ms;
    is_bound_ = is_bound;
    advance(now_ms);
}

void breaker::advance(int64_t now_ms) {
    ASSERT(now_ms >= now_ms_);
    now_ms_ = now_ms;
    turn_responses();
    const bool is_long_unbound = !is_bound_ && now_ms - unbound_ms_ >= options_.unbound_ms_max;
    if (is_long_unbound && state_ != breaker_state::open) open(breaker_cause::bind_lost);
    switch (state_) {
        case breaker_state::closed:
            calm_down();
            break;
        case breaker_state::open:
            if (now_ms >= open_until_ms_ && is_bound_) half_open();
            break;
        case breaker_state::half_open:
            advance_half_open();
            break;
        case breaker_state::ramping:
            if (now_ms - since_ms_ < options_.ramp_ms) break;
            state_ = breaker_state::closed;
            cause_ = breaker_cause::none;
            since_ms_ = now_ms;
            break;
    }
}

// Without an answer, or without deliveries of all its tests, it is no better than before.
void breaker::advance_half_open() {
    if (probes_ == 0 || now_ms_ - probe_ms_ <= options_.proof_ms_max) return;
    const bool has_failed = wants_positives() ? probes_ >= options_.probes_max : is_probe_open_;
    if (has_failed) open(cause_);
}

void breaker::calm_down() {
    while (openings_ > 0 && now_ms_ - since_ms_ >= options_.calm_ms) {
        --openings_;
        since_ms_ += options_.calm_ms;
    }
}

void breaker::open(breaker_cause cause) {
    openings_ = std::min(openings_ + 1, OPENINGS_MAX);
    state_ = breaker_state::open;
    cause_ = cause;
    since_ms_ = now_ms_;
    open_until_ms_ = now_ms_ + std::min(options_.open_ms * openings_, options_.open_ms_max);
    responses_now_ = responses_before_ = {};
}

void breaker::half_open() {
    state_ = breaker_state::half_open;
    since_ms_ = judged_from_ms_ = now_ms_;
    probes_ = proofs_ = 0;
    is_probe_open_ = false;
}

void breaker::count_proof() {
    if (++proofs_ < options_.proofs_wanted) return;
    state_ = breaker_state::ramping;
    since_ms_ = now_ms_;
}

void breaker::turn_responses() {
    const auto passed = now_ms_ - responses_ms_;
    if (passed < RESPONSES_MS) return;
    learn_usual(responses_before_);
    if (passed >= 2 * RESPONSES_MS) learn_usual(responses_now_);
    responses_before_ = passed < 2 * RESPONSES_MS ? responses_now_ : response_count{};
    responses_now_ = {};
    responses_ms_ = now_ms_;
}

void breaker::count_response(int64_t took_ms, bool is_error) {
    ++responses_now_.all;
    if (took_ms > options_.response_ms_max) ++responses_now_.slow;
    if (is_error) ++responses_now_.errors;
}

void breaker::learn_usual(const response_count& half_minute) {
    if (half_minute.all == 0) return;
    usual_responses_ = usual_responses_ * USUAL_KEPT + half_minute.all;
    usual_errors_ = usual_errors_ * USUAL_KEPT + half_minute.errors;
}

// The errors of n attempts that fail with chance p lie about n p, give or take the root of n p (1 - p).
bool breaker::errs_more_than_usual() const {
    const double all = static_cast<double>(responses_now_.all) + responses_before_.all;
    const double errors = static_cast<double>(responses_now_.errors) + responses_before_.errors;
    if (all < options_.responses_min || errors < all * options_.errors_share_min) return false;
    const double usual = (usual_errors_ + USUAL_SHARE * USUAL_RESPONSES) / (usual_responses_ + USUAL_RESPONSES);
    return errors - all * usual > options_.errors_surprise * std::sqrt(all * usual * (1 - usual));
}

bool breaker::is_slow() const {
    const uint64_t all = uint64_t{responses_now_.all} + responses_before_.all;
    const uint64_t slow = uint64_t{responses_now_.slow} + responses_before_.slow;
    return all >= options_.responses_min && slow * SLOW_ONE_IN > all;
}

void breaker::save(state_writer& to, int64_t now_ms) const {
    to.put_count(state_ == breaker_state::closed ? 0 : 1);
    to.put_count(static_cast<uint64_t>(cause_));
    to.put_count(openings_);
    to.put_time(since_ms_);
    to.put_time(judged_from_ms_);
    to.put_count(static_cast<uint64_t>(std::max<int64_t>(0, open_until_ms_ - now_ms)));
}

void breaker::load(state_reader& from, int64_t now_ms) {
    const bool is_open = from.take_count(1) == 1;
    cause_ = static_cast<breaker_cause>(from.take_count(CAUSE_LAST));
    openings_ = static_cast<uint32_t>(from.take_count(OPENINGS_MAX));
    now_ms_ = since_ms_ = from.take_time();
    judged_from_ms_ = from.take_time();
    open_until_ms_ = now_ms + std::min(static_cast<int64_t>(from.take_count(INT64_MAX)), options_.open_ms_max);
    if (is_open == (cause_ == breaker_cause::none) || since_ms_ > now_ms) from.refuse();
    state_ = is_open ? breaker_state::open : breaker_state::closed;
}

std::string_view to_string(breaker_state value) {
    switch (value) {
        case breaker_state::closed:
            return "closed";
        case breaker_state::open:
            return "open";
        case breaker_state::half_open:
            return "half_open";
        case breaker_state::ramping:
            return "ramping";
    }
    return "closed";
}

std::string_view to_string(breaker_cause value) {
    switch (value) {
        case breaker_cause::none:
            return "none";
        case breaker_cause::link_errors:
            return "link_errors";
        case breaker_cause::slow_responses:
            return "slow_responses";
        case breaker_cause::bind_lost:
            return "bind_lost";
        case breaker_cause::missing_positives:
            return "missing_positives";
        case breaker_cause::error_share:
            return "error_share";
    }
    return "none";
}

}  // namespace kaskad::routing
