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

namespace {

arm_key in_country(const arm_key& key) {
    return {.link = key.link, .country = key.country, .group = key.group};
}

arm_key of_network(const arm_key& key) {
    return {.mccmnc = key.mccmnc, .country = key.country, .group = key.group};
}

}  // namespace

delivery_estimator::entry* delivery_estimator::find(const arm_key& key) {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &arms_[found->second];
}

delivery_estimator::entry& delivery_estimator::add(const arm_key& key) {
    const auto place = static_cast<uint32_t>(arms_.size());
    places_.emplace(key, place);
    links_[key.link].arms.push_back(place);
    beside_[in_country(key)].push_back(place);
    beside_[of_network(key)].push_back(place);
    return arms_.emplace_back(entry{.key = key});
}

bool delivery_estimator::note_sent(const arm_key& key, int64_t now_ms) {
    auto* known = find(key);
    if (known == nullptr && arms_.size() >= arms_max_) return false;
    if (known == nullptr) known = &add(key);
    known->seen.note_sent(now_ms);
    return true;
}

void delivery_estimator::note_outcome(const arm_key& key, int64_t sent_ms, arm_outcome outcome, int64_t now_ms) {
    if (auto* const known = find(key)) known->seen.note_outcome(sent_ms, outcome, now_ms);
}

void delivery_estimator::note_late_delivery(const arm_key& key, int64_t sent_ms) {
    if (auto* const known = find(key)) known->seen.note_late_delivery(sent_ms);
}

void delivery_estimator::note_feedback(const arm_key& key, bool has_arrived, int64_t now_ms) {
    auto* const known = find(key);
    if (known == nullptr) return;
    const double told = refreshed(*known, now_ms).seen_mean;
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
    if (auto* const known = find(key)) return refreshed(*known, now_ms).estimate;
    const auto prior = prior_of(key);
    return {.alpha = prior.mean * prior.strength, .beta = (1 - prior.mean) * prior.strength};
}

belief delivery_estimator::believe(const arm_key& key, int64_t deadline_ms, int64_t now_ms) {
    belief made{.delivery = estimate(key, now_ms)};
    auto* const known = find(key);
    if (known != nullptr) made.open = static_cast<uint32_t>(std::min<uint64_t>(known->seen.open(), UINT32_MAX));
    const auto& law = known == nullptr ? usual_delay_law() : known->law;
    if (deadline_ms > 0) made.on_time = law.delivered_by(deadline_ms) / law.delivered.back();
    return made;
}

const delay_law& delivery_estimator::law(const arm_key& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? usual_delay_law() : arms_[found->second].law;
}

double delivery_estimator::surprise(const arm_key& key, double chance, int64_t window_ms, int64_t now_ms) {
    auto* const known = find(key);
    if (known == nullptr) return 0;
    refreshed(*known, now_ms);
    return known->seen.surprise(known->law, chance, window_ms);
}

arm_view delivery_estimator::view(size_t place, int64_t now_ms) {
    const auto& known = refreshed(arms_[place], now_ms);
    return {.key = known.key,
            .estimate = known.estimate,
            .open = known.seen.open(),
            .delivered_p50_ms = known.law.delivered_quantile_ms(0.5),
            .delivered_p95_ms = known.law.delivered_quantile_ms(0.95),
            .honesty = honesty(known.key.link)};
}

delivery_estimator::entry& delivery_estimator::refreshed(entry& known, int64_t now_ms) {
    if (now_ms - known.estimated_ms < ESTIMATE_EACH_MS) return known;
    known.seen.advance(now_ms);
    if (now_ms - known.law_ms >= LAW_EACH_MS) learn_law(known, now_ms);
    known.estimate = known.seen.estimate(known.law, prior_of(known.key));
    known.seen_mean = known.estimate.mean();
    const double delivered = known.estimate.alpha * honesty(known.key.link);
    known.estimate.beta += known.estimate.alpha - delivered;
    known.estimate.alpha = delivered;
    known.estimated_ms = now_ms;
    return known;
}

// Its own, behind it the link's, behind that the usual one.
void delivery_estimator::learn_law(entry& of, int64_t now_ms) {
    auto& link = links_[of.key.link];
    if (now_ms - link.law_ms >= LAW_EACH_MS) {
        delay_counts all;
        for (const auto place : link.arms)
            all.add(arms_[place].seen.delays());
        link.law = all.law(usual_delay_law());
        link.law_ms = now_ms;
    }
    of.law = of.seen.delays().law(link.law);
    of.law_ms = now_ms;
}

void delivery_estimator::pool::add(const delivery_estimate& known) {
    const double weight = std::min(known.samples, POOL_WEIGHT);
    if (weight <= 0) return;
    delivered += weight * known.mean();
    samples += weight;
}

// Of the same link in the same country, and of the same network over other links, as far as they know anything.
delivery_prior delivery_estimator::prior_of(const arm_key& key) const {
    pool known;
    for (const auto& side : {in_country(key), of_network(key)}) {
        const auto found = beside_.find(side);
        if (found == beside_.end()) continue;
        for (const auto place : found->second)
            if (!(arms_[place].key == key)) known.add(arms_[place].estimate);
    }
    return {.mean = (known.delivered + POOL_WEIGHT * PRIOR_MEAN) / (known.samples + POOL_WEIGHT),
            .strength = PRIOR_STRENGTH};
}

}  // namespace kaskad::routing
