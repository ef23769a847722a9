#include "routing/delivery_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace kaskad::routing {

namespace {

constexpr int64_t ESTIMATE_EACH_MS = 1'000;
constexpr int64_t LAW_EACH_MS = 60'000;
constexpr double PRIOR_MEAN = 0.85;
constexpr double PRIOR_STRENGTH = 6;
constexpr double TESTIMONY_HALF_LIFE_MS = 24.0 * 3'600'000;
constexpr double DOUBT_MIN = 3;     // standard deviations between receipts and clients before receipts are doubted
constexpr double CREDIT = 5;        // arrivals that every link has to its credit
constexpr double POOL_WEIGHT = 20;  // samples of the arms beside one that count as much as the usual mean

}  // namespace

class_group class_group_of(core::message_class value) {
    return value == core::message_class::otp ? class_group::otp : class_group::other;
}

size_t arm_key_hash::operator()(const arm_key& key) const {
    const std::hash<std::string> text;
    return (text(key.mccmnc) * 31 + text(key.country)) * 31 + key.link.value * 2 + static_cast<size_t>(key.group);
}

delivery_estimator::entry* delivery_estimator::find(const arm_key& key) {
    const auto found = arms_.find(key);
    return found == arms_.end() ? nullptr : &found->second;
}

bool delivery_estimator::note_sent(const arm_key& key, int64_t now_ms) {
    if (arms_.size() >= arms_max_ && !arms_.contains(key)) return false;
    arms_[key].seen.note_sent(now_ms);
    return true;
}

void delivery_estimator::note_outcome(const arm_key& key, int64_t sent_ms, arm_outcome outcome, int64_t now_ms) {
    if (auto* const known = find(key)) known->seen.note_outcome(sent_ms, outcome, now_ms);
}

void delivery_estimator::note_late_delivery(const arm_key& key, int64_t sent_ms) {
    if (auto* const known = find(key)) known->seen.note_late_delivery(sent_ms);
}

void delivery_estimator::note_feedback(const arm_key& key, bool has_arrived, int64_t now_ms) {
    if (find(key) == nullptr) return;
    const double told = refreshed(key, now_ms).seen_mean;
    auto& all = testimonies_[key.link];
    const double factor = std::exp2(-static_cast<double>(now_ms - all.faded_ms) / TESTIMONY_HALF_LIFE_MS);
    all = {.expected = all.expected * factor + told,
           .variance = all.variance * factor + told * (1 - told),
           .arrived = all.arrived * factor + (has_arrived ? 1 : 0),
           .faded_ms = now_ms};
}

double delivery_estimator::honesty(core::link_id link) const {
    const auto found = testimonies_.find(link);
    if (found == testimonies_.end()) return 1;
    const auto& all = found->second;
    const bool is_doubted = all.expected - all.arrived > DOUBT_MIN * std::sqrt(all.variance + 1);
    return is_doubted ? (all.arrived + CREDIT) / (all.expected + CREDIT) : 1;
}

delivery_estimate delivery_estimator::estimate(const arm_key& key, int64_t now_ms) {
    if (find(key) == nullptr) {
        const auto prior = prior_of(key);
        return {.alpha = prior.mean * prior.strength, .beta = (1 - prior.mean) * prior.strength};
    }
    return refreshed(key, now_ms).estimate;
}

double delivery_estimator::delivered_within(const arm_key& key, int64_t delay_ms, int64_t now_ms) {
    const auto chance = estimate(key, now_ms).mean();
    auto* const known = find(key);
    const auto& law = known == nullptr ? usual_delay_law() : known->law;
    return chance * law.delivered_by(delay_ms) / law.delivered.back();
}

double delivery_estimator::surprise(const arm_key& key, double chance, int64_t window_ms, int64_t now_ms) {
    if (find(key) == nullptr) return 0;
    const auto& known = refreshed(key, now_ms);
    return known.seen.surprise(known.law, chance, window_ms);
}

delivery_estimator::entry& delivery_estimator::refreshed(const arm_key& key, int64_t now_ms) {
    auto& known = *find(key);
    if (now_ms - known.estimated_ms < ESTIMATE_EACH_MS) return known;
    known.seen.advance(now_ms);
    if (now_ms - known.law_ms >= LAW_EACH_MS) {
        learn_law(key, known);
        known.law_ms = now_ms;
    }
    known.estimate = known.seen.estimate(known.law, prior_of(key));
    known.seen_mean = known.estimate.mean();
    const double delivered = known.estimate.alpha * honesty(key.link);
    known.estimate.beta += known.estimate.alpha - delivered;
    known.estimate.alpha = delivered;
    known.estimated_ms = now_ms;
    return known;
}

// Its own, behind it the link's, behind that the usual one.
void delivery_estimator::learn_law(const arm_key& key, entry& of) {
    delay_counts of_link;
    for (const auto& [other, known] : arms_)
        if (other.link == key.link) of_link.add(known.seen.delays());
    of.law = of.seen.delays().law(of_link.law(usual_delay_law()));
}

// Of the same link in the same country, and of the same network over other links, as far as they know anything.
delivery_prior delivery_estimator::prior_of(const arm_key& key) const {
    pool beside;
    for (const auto& [other, known] : arms_) {
        const bool is_beside = other.group == key.group && other.country == key.country && !(other == key) &&
                               (other.link == key.link || other.mccmnc == key.mccmnc);
        if (!is_beside || known.estimate.samples <= 0) continue;
        const double samples = std::min(known.estimate.samples, POOL_WEIGHT);
        beside.delivered += samples * known.estimate.mean();
        beside.samples += samples;
    }
    return {.mean = (beside.delivered + POOL_WEIGHT * PRIOR_MEAN) / (beside.samples + POOL_WEIGHT),
            .strength = PRIOR_STRENGTH};
}

}  // namespace kaskad::routing
