#include "routing/delivery_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace kaskad::routing {

namespace {

constexpr int64_t ESTIMATE_EACH_MS = 1'000;
constexpr int64_t ESTIMATE_EACH_MAX_MS = 10 * ESTIMATE_EACH_MS;  // where little happens
constexpr int64_t ESTIMATES_A_HALF_LIFE = 300;
constexpr int64_t QUIET_PART = 8;      // the longer nothing is sent, the less often: by this part of that time
constexpr size_t REFRESHED_MAX = 128;  // by one call
constexpr int64_t PRIOR_EACH_MS = 10'000;
constexpr int64_t LAW_EACH_MS = 60'000;
constexpr double LONG_MS = 6.0 * 3'600'000;  // what the mean in the long run spans
// The largest share of messages that a link gets until it is known by so many samples.
struct ramp_step {
    double samples;
    double share;
};
constexpr double RAMP_END = 200;
constexpr ramp_step RAMP[]{{50, 0.01}, {RAMP_END, 0.05}};

constexpr double LONG_KNOWN_MIN = 0.01;  // four minutes of the six hours
constexpr double LONG_SAMPLES = 50;      // of an estimate that counts in full for it

constexpr double PRIOR_STRENGTH = 6;
constexpr double LONG_WEIGHT = 20;  // samples that the long run counts for
constexpr double TESTIMONY_HALF_LIFE_MS = 24.0 * 3'600'000;
constexpr double DOUBT_MIN = 3;     // standard deviations between receipts and clients before receipts are doubted
constexpr double CREDIT = 5;        // arrivals that every link has to its credit
constexpr double POOL_WEIGHT = 20;  // samples of the arms beside one that count as much as the usual mean

}  // namespace

namespace {

arm_key in_country(const arm_key& key) {
    return {.link = key.link, .country = key.country, .group = key.group};
}

arm_key of_network(const arm_key& key) {
    return {.mccmnc = key.mccmnc, .country = key.country, .group = key.group};
}

int64_t next_full(int64_t now_ms) {
    return now_ms - now_ms % ESTIMATE_EACH_MS + ESTIMATE_EACH_MS;
}

// What is believed when nothing was seen.
delivery_estimate unseen(const delivery_prior& prior) {
    return {.alpha = prior.mean * prior.strength, .beta = (1 - prior.mean) * prior.strength};
}

}  // namespace

uint32_t delivery_estimator::group_of(const arm_key& key) {
    const auto [found, is_new] = beside_.emplace(key, static_cast<uint32_t>(groups_.size()));
    if (is_new) groups_.emplace_back();
    return found->second;
}

delivery_estimator::entry& delivery_estimator::add(const arm_key& key) {
    const auto place = static_cast<uint32_t>(arms_.size());
    link_of(key.link).arms.push_back(place);
    const auto network = group_of(of_network(key));
    const auto country = group_of(in_country(key));
    groups_[network].arms.push_back(place);
    auto& by_link = groups_[network].by_link;
    by_link.insert(std::ranges::upper_bound(by_link, key.link, {}, &arm_of_link::link), {key.link, place});
    groups_[country].arms.push_back(place);
    auto& made = arms_.emplace_back(entry{.key = key, .network = network, .country = country, .law = *usual_law_});
    made.seen_mean = usual_mean_;
    made.long_mean = usual_mean_;
    made.prior = prior_of(made);
    made.estimate = unseen(made.prior);  // until it is estimated first
    return made;
}

bool delivery_estimator::note_sent(const arm_key& key, int64_t now_ms) {
    catch_up(now_ms);
    auto* known = find(key);
    if (known == nullptr && arms_.size() >= arms_max_) return false;
    if (known == nullptr) known = &add(key);
    known->seen.note_sent(now_ms);
    groups_[known->network].pace.note_sent(now_ms);
    touch(*known, now_ms);
    return true;
}

void delivery_estimator::note_outcome(const arm_key& key, int64_t sent_ms, arm_outcome outcome, int64_t now_ms) {
    catch_up(now_ms);
    auto* const known = find(key);
    if (known != nullptr && known->seen.note_outcome(sent_ms, outcome, now_ms)) touch(*known, now_ms);
}

void delivery_estimator::note_late_delivery(const arm_key& key, int64_t sent_ms) {
    auto* const known = find(key);
    if (known != nullptr && known->seen.note_late_delivery(sent_ms)) touch(*known, known->seen.now_ms());
}

void delivery_estimator::note_feedback(const arm_key& key, bool has_arrived, int64_t now_ms) {
    catch_up(now_ms);
    auto* const known = find(key);
    if (known == nullptr) return;
    const double told = known->seen_mean;
    auto& all = testimonies_[key.link];
    const double factor = std::exp2(-static_cast<double>(now_ms - all.faded_ms) / TESTIMONY_HALF_LIFE_MS);
    all = {.expected = all.expected * factor + told,
           .variance = all.variance * factor + told * (1 - told),
           .arrived = all.arrived * factor + (has_arrived ? 1 : 0),
           .faded_ms = now_ms,
           .is_changed = true};
    touch(*known, now_ms);
}

double delivery_estimator::honesty(core::link_id link) const {
    const auto found = testimonies_.find(link);
    if (found == testimonies_.end()) return 1;
    const auto& all = found->second;
    const bool is_doubted = all.expected - all.arrived > DOUBT_MIN * std::sqrt(all.variance + 1);
    return is_doubted ? (all.arrived + CREDIT) / (all.expected + CREDIT) : 1;
}

delivery_estimate delivery_estimator::estimate(const arm_key& key, int64_t now_ms) {
    catch_up(now_ms);
    if (auto* const known = find(key)) return known->estimate;
    return unseen(prior_of(key));
}

double delivery_estimator::on_time(entry* known, int64_t deadline_ms) const {
    if (deadline_ms <= 0) return 1;
    const auto share_by = [deadline_ms](const delay_law& law) {
        return law.delivered_by(deadline_ms) / law.delivered.back();
    };
    if (known == nullptr) return share_by(*usual_law_);
    if (known->on_time_by_ms != deadline_ms) {
        known->on_time = share_by(known->law);
        known->on_time_by_ms = deadline_ms;
    }
    return known->on_time;
}

belief delivery_estimator::believe(const arm_key& key, int64_t deadline_ms, int64_t now_ms) {
    catch_up(now_ms);
    auto* const known = find(key);
    belief made{.delivery = known ? known->estimate : unseen(prior_of(key))};
    if (known != nullptr) {
        if (!known->bounds) known->bounds = known->estimate.bounds();
        made.bounds = known->bounds;
        made.open = static_cast<uint32_t>(std::min<uint64_t>(known->seen.open(), UINT32_MAX));
    }
    made.ramp = ramp(key.link);
    made.on_time = on_time(known, deadline_ms);
    return made;
}

double delivery_estimator::usual(const arm_key& key) const {
    const auto* const known = find(key);
    if (known == nullptr) return usual_mean_;
    return known->long_known >= LONG_KNOWN_MIN ? known->long_mean : known->prior.mean;
}

const delay_law& delivery_estimator::law(const arm_key& key) const {
    const auto* const known = find(key);
    return known == nullptr ? *usual_law_ : known->law;
}

double delivery_estimator::surprise(const arm_key& key, double chance, int64_t window_ms, int64_t now_ms) {
    catch_up(now_ms);
    auto* const known = find(key);
    return known == nullptr ? 0 : known->seen.surprise(known->law, chance, window_ms);
}

arm_view delivery_estimator::view(size_t place, int64_t now_ms) {
    catch_up(now_ms);
    const auto& known = arms_[place];
    return {.key = known.key,
            .estimate = known.estimate,
            .open = known.seen.open(),
            .delivered_p50_ms = known.law.delivered_quantile_ms(0.5),
            .delivered_p95_ms = known.law.delivered_quantile_ms(0.95),
            .honesty = honesty(known.key.link)};
}

// Something happened at it.
void delivery_estimator::touch(entry& known, int64_t now_ms) {
    if (known.saved_ms == NEVER) known.saved_ms = now_ms;
    known.is_changed = true;
    make_due(known, next_estimate(known, now_ms));
}

void delivery_estimator::make_due(entry& of, int64_t due_ms) {
    if (due_ms >= of.due_ms) return;
    of.due_ms = due_ms;
    due_.push({due_ms, static_cast<uint32_t>(&of - arms_.data())});
}

void delivery_estimator::catch_up(int64_t now_ms) {
    if (has_loaded_) settle_loaded();
    for (size_t left = REFRESHED_MAX; left > 0 && !due_.empty() && due_.top().due_ms <= now_ms;) {
        const auto next = due_.top();
        due_.pop();
        auto& known = arms_[next.place];
        if (known.due_ms != next.due_ms) continue;  // it was done earlier
        refresh(known, std::max(next.due_ms, known.seen.now_ms()));
        --left;
    }
}

void delivery_estimator::refresh(entry& known, int64_t now_ms) {
    known.seen.advance(now_ms);
    if (now_ms - known.law_ms >= LAW_EACH_MS) learn_law(known, now_ms);
    if (now_ms - known.prior_ms >= PRIOR_EACH_MS) {
        known.prior = prior_of(known);
        known.prior_ms = now_ms;
    }
    const auto own = known.seen.half_life_ms(known.law);
    const auto half_life =
        known.seen.is_doubted() ? std::min(own, groups_[known.network].pace.half_life_ms(now_ms)) : own;
    const arm::memory by{known.law, half_life};
    known.estimate = known.seen.judge(by, known.prior, known.seen_mean);
    known.seen_mean = known.estimate.mean();
    if (known.estimated_ms != NEVER) remember(known, static_cast<double>(now_ms - known.estimated_ms));
    const double delivered = known.estimate.alpha * honesty(known.key.link);
    known.estimate.beta += known.estimate.alpha - delivered;
    known.estimate.alpha = delivered;
    known.bounds.reset();
    known.estimated_ms = now_ms;
    known.wait_ms = std::clamp(half_life / ESTIMATES_A_HALF_LIFE, ESTIMATE_EACH_MS, ESTIMATE_EACH_MAX_MS);
    known.due_ms = INT64_MAX;
    const auto wait = std::max(known.wait_ms, known.seen.quiet_ms() / QUIET_PART);
    make_due(known, next_full(now_ms + wait - ESTIMATE_EACH_MS));
}

// When something has happened at an arm.
int64_t delivery_estimator::next_estimate(const entry& of, int64_t now_ms) {
    return next_full(std::max(now_ms, of.estimated_ms + of.wait_ms - ESTIMATE_EACH_MS));
}

// The long run takes in as much of what is believed now as that is known.
void delivery_estimator::remember(entry& known, double passed_ms) {
    const double share = std::min(1.0, known.estimate.samples / LONG_SAMPLES) * std::min(1.0, passed_ms / LONG_MS);
    known.long_known = std::min(1.0, known.long_known + share);
    if (known.long_known > 0) known.long_mean += share / known.long_known * (known.seen_mean - known.long_mean);
}

// Its own, behind it the link's, behind that the usual one.
void delivery_estimator::learn_law(entry& of, int64_t now_ms) {
    auto& link = links_[of.key.link];
    if (now_ms - link.law_ms >= LAW_EACH_MS) {
        delay_counts all;
        link.samples = 0;
        for (const auto place : link.arms) {
            all.add(arms_[place].seen.delays());
            link.samples += arms_[place].estimate.samples;
        }
        link.law = all.law(*usual_law_);
        link.law_ms = now_ms;
    }
    of.law = of.seen.delays().law(link.law);
    of.law_ms = now_ms;
    of.on_time_by_ms = 0;
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
    for (const auto& side : {in_country(key), of_network(key)})
        if (const auto found = beside_.find(side); found != beside_.end())
            add_to(known, groups_[found->second], nullptr);
    return known.prior(expected(key.link));
}

// The same, and what it was itself in the long run.
delivery_prior delivery_estimator::prior_of(const entry& of) const {
    pool known;
    add_to(known, groups_[of.country], &of);
    add_to(known, groups_[of.network], &of);
    known.delivered += LONG_WEIGHT * of.long_known * of.long_mean;
    known.samples += LONG_WEIGHT * of.long_known;
    return known.prior(expected(of.key.link));
}

void delivery_estimator::add_to(pool& known, const group& of, const entry* but) const {
    for (const auto place : of.arms)
        if (&arms_[place] != but) known.add(arms_[place].estimate);
}

delivery_prior delivery_estimator::pool::prior(double expected) const {
    return {.mean = (delivered + POOL_WEIGHT * expected) / (samples + POOL_WEIGHT), .strength = PRIOR_STRENGTH};
}

double delivery_estimator::expected(core::link_id link) const {
    const auto found = links_.find(link);
    return found == links_.end() || found->second.expected == 0 ? usual_mean_ : found->second.expected;
}

void delivery_estimator::expect(core::link_id link, double mean) {
    link_of(link).expected = mean;
}

delivery_estimator::link_entry& delivery_estimator::link_of(core::link_id link) {
    if (const auto found = links_.find(link); found != links_.end()) return found->second;
    const bool is_late = is_any_known();
    auto& made = links_[link];
    made.law = *usual_law_;
    made.is_late = is_late;
    return made;
}

bool delivery_estimator::is_any_known() const {
    return std::ranges::any_of(links_, [](const auto& each) { return each.second.samples >= RAMP_END; });
}

// Which of them came late is not kept: those are taken for new that are not known where others are.
void delivery_estimator::settle_loaded() {
    has_loaded_ = false;
    for (auto& [link, each] : links_) {
        each.samples = 0;
        for (const auto place : each.arms)
            each.samples += arms_[place].estimate.samples;
    }
    const bool is_known = is_any_known();
    for (auto& [link, each] : links_)
        each.is_late = is_known && each.samples < RAMP_END;
}

double delivery_estimator::ramp(core::link_id link) const {
    const auto found = links_.find(link);
    if (found == links_.end() ? !is_any_known() : !found->second.is_late) return 1;
    const double samples = found == links_.end() ? 0 : found->second.samples;
    for (const auto& step : RAMP)
        if (samples < step.samples) return step.share;
    return 1;
}

}  // namespace kaskad::routing
