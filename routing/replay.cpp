#include "routing/replay.hpp"

#include "core/assert.hpp"
#include "routing/candidates.hpp"
#include "routing/margin.hpp"
#include "routing/price_question.hpp"
#include "routing/selection.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kaskad::routing {

namespace {

using core::reason;

constexpr double WHOLE = 10'000;
constexpr uint32_t MILLION = 1'000'000;
constexpr double COUNT_MIN = 1e-3;
constexpr double COUNT_MAX = 1e9;
constexpr int HALVINGS = 32;

// Filters in the order of make_candidates(); what stands behind one that refused was never looked at.
enum class stage : uint8_t { before_price, price, before_policy, policy, before_money, money, behind };

stage stage_of(reason verdict) {
    switch (verdict) {
        case reason::link_disabled:
        case reason::link_does_not_cover:
        case reason::link_refuses_sender:
            return stage::before_price;
        case reason::link_without_price:
            return stage::price;
        case reason::link_not_allowed:
        case reason::link_owned_by_client:
            return stage::before_policy;
        case reason::link_not_in_policy:
            return stage::policy;
        case reason::link_tried_before:
        case reason::link_limit_reached:
            return stage::before_money;
        case reason::link_loses_money:
            return stage::money;
        default:
            return stage::behind;
    }
}

bool took_part(const candidate& value) {
    return value.verdict == reason::none || value.verdict == reason::dearer || value.verdict == reason::outdone;
}

// Their verdict before the ranking: a fault that all had was given up, and then hides behind who won and who lost.
std::vector<candidate> filtered(const decision& logged) {
    auto found = logged.candidates;
    const auto given_up = logged.outcome == route_outcome::chosen ? logged.reason : reason::none;
    for (auto& each : found)
        if (took_part(each)) each.verdict = given_up;
    return found;
}

bool is_same(const candidate& left, const candidate& right) {
    return left.verdict == right.verdict && left.has_price == right.has_price && left.price == right.price &&
           left.price_delivered == right.price_delivered;
}

// Of a list the place of the link, 0 = it has none; of other policies all take part.
uint32_t weight_in(const replay_policy& policy, core::link_id link) {
    if (!policy.is_list()) return 1;
    const auto found = std::ranges::find(policy.places, link, &replay_policy::place::link);
    return found == policy.places.end() ? 0 : found->weight;
}

// What the logged policy gave each link: its share of the messages, or its place in the order.
uint32_t logged_weight(const decision& logged, size_t place) {
    if (logged.policy == policy_kind::weighted) return std::max<uint32_t>(1, logged.candidates[place].share);
    return logged.policy > policy_kind::weighted ? static_cast<uint32_t>(place + 1) : 1;
}

class rehearing {
  public:
    rehearing(const replay_question& asked, const replay_change& change)
        : asked_{asked}, logged_{*asked.logged}, change_{change} {}

    // The filters once more.
    candidate judged(candidate value) {
        const auto before = stage_of(value.verdict);
        if (value.link == change_.without) return with(value, reason::link_disabled);
        if (before == stage::before_price) return value;
        const bool is_repriced = price(value);
        if (!value.has_price) return with(value, reason::link_without_price);
        bool is_freed = before == stage::price;
        if (before == stage::before_policy) return value;
        if (change_.policy) {
            if (weight_in(*change_.policy, value.link) == 0) return with(value, reason::link_not_in_policy);
            is_freed = is_freed || before == stage::policy;
        } else if (before == stage::policy) {
            return value;
        }
        if (before == stage::before_money) return value;
        if (is_freed || is_repriced || asked_.sell_price != logged_.sell_price) {
            if (loses(value)) return with(value, reason::link_loses_money);
            is_freed = is_freed || before == stage::money;
        } else if (before == stage::money) {
            return value;
        }
        if (!is_freed) return value;
        freed_.push_back(value.link);
        return with(value, reason::none);
    }

    // One of those that only the change lets in was taken, or could have been.
    bool is_assumed(const decision& made) const {
        return std::ranges::any_of(freed_, [&](core::link_id link) {
            const auto found = std::ranges::find(made.candidates, link, &candidate::link);
            return found != made.candidates.end() && (made.link == link || found->share > 0);
        });
    }

  private:
    static candidate with(candidate value, reason verdict) {
        value.verdict = verdict;
        return value;
    }

    // True: it is another than before.
    bool price(candidate& value) const {
        if (change_.prices == nullptr || value.link != change_.repriced) return false;
        const price_question question{.to = &logged_.network,
                                      .digits = asked_.digits,
                                      .message_class = logged_.message_class,
                                      .utc_ms = logged_.utc_ms};
        const auto found = change_.prices->buy(value.link, question);
        if (!found && change_.is_partial) return false;
        const auto before = value;
        value.has_price = found.has_value();
        value.price = found ? found->price : core::price{};
        value.price_delivered = found ? found->delivered : core::price{};
        return !is_same(before, value);
    }

    bool loses(candidate& value) const {
        const chance_bounds known{value.delivery_low, value.delivery_high};
        const chance_bounds guessed{value.delivery, value.delivery};
        value.margin = least_margin(
            {.sell = asked_.sell_price, .pays_on_delivery = logged_.pays_on_delivery, .spent = logged_.spent},
            {value.price, value.price_delivered}, value.samples < KNOWN_SAMPLES ? guessed : known);
        return !asked_.terms.may_lose && value.margin < asked_.terms.margin_min;
    }

    const replay_question& asked_;
    const decision& logged_;
    const replay_change& change_;
    std::vector<core::link_id> freed_;
};

bool had_draw(const decision& logged) {
    return std::ranges::any_of(logged.candidates,
                               [](const candidate& each) { return each.share > 0 && each.share < MILLION; });
}

selection_terms selection_of(const replay_question& question, const replay_change& change, policy_kind policy) {
    const auto& logged = *question.logged;
    const bool is_drawn_by_weight = logged.policy == policy_kind::weighted;
    return {.policy = policy,
            .band = question.terms.band,
            .value = change.policy && change.policy->value.e8 != 0 ? change.policy->value : question.terms.value,
            .may_explore = !is_drawn_by_weight && had_draw(logged),
            .chance_key = question.chance_key,
            .sticky = logged.is_sticky ? logged.link : core::link_id{}};
}

// What the ranking looks at; all that the filters looked at stands in the verdicts.
std::vector<link_snapshot> snapshots_of(const decision& logged, const replay_change& change) {
    std::vector<link_snapshot> made;
    for (size_t place = 0; place < logged.candidates.size(); ++place) {
        const auto& each = logged.candidates[place];
        const auto weight = change.policy ? weight_in(*change.policy, each.link) : logged_weight(logged, place);
        made.push_back({.id = each.link, .weight = weight, .believed = believed_of(each)});
    }
    return made;
}

// Nothing of the logged choice is left in it but what it was asked.
decision emptied(const decision& logged, std::vector<candidate> candidates) {
    auto made = logged;
    for (auto& each : candidates)
        each.share = 0;
    made.candidates = std::move(candidates);
    made.outcome = route_outcome::refused;
    made.reason = reason::no_link;
    made.link = made.best = {};
    made.price = made.price_delivered = made.probe_cost = {};
    made.draw = 0;
    made.is_sticky = false;
    return made;
}

}  // namespace

belief believed_of(const candidate& value) {
    // The count of samples whose lower bound (Wilson's) is the one written down: it rises with the count. The bound was
    // rounded down, so the middle of what it may have been is looked for.
    const double mean = std::clamp(value.delivery / WHOLE, 0.5 / WHOLE, 1 - 0.5 / WHOLE);
    const double low = std::min((value.delivery_low + 0.5) / WHOLE, mean);
    double least = COUNT_MIN;
    double most = COUNT_MAX;
    for (int round = 0; round < HALVINGS; ++round) {
        const double middle = std::sqrt(least * most);
        const delivery_estimate tried{.alpha = mean * middle, .beta = (1 - mean) * middle};
        (tried.lower_bound() < low ? least : most) = middle;
    }
    belief found;
    found.delivery = {.alpha = mean * least, .beta = (1 - mean) * least, .samples = double{1} * value.samples};
    found.on_time = value.on_time / WHOLE;
    found.open = value.open;
    return found;
}

replayed_decision replay(const replay_question& question, const replay_change& change) {
    ASSERT(question.logged != nullptr);
    const auto& logged = *question.logged;
    ASSERT(logged.outcome != route_outcome::refused);
    rehearing again{question, change};
    const auto before = filtered(logged);
    std::vector<candidate> now;
    for (const auto& each : before)
        now.push_back(again.judged(each));
    if (!change.policy && std::ranges::equal(before, now, is_same)) return {logged, false, false};
    auto made = emptied(logged, std::move(now));
    made.sell_price = question.sell_price;
    if (change.policy) made.policy = change.policy->kind;
    if (select(made, selection_of(question, change, made.policy), snapshots_of(logged, change))) {
        made.link = made.candidates.front().link;
        made.price = made.candidates.front().price;
        made.price_delivered = made.candidates.front().price_delivered;
    }
    const bool is_assumed = again.is_assumed(made);
    return {std::move(made), true, is_assumed};
}

}  // namespace kaskad::routing
