#include "routing/route.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <tuple>

namespace kaskad::routing {

namespace {

constexpr double SHARES = 10'000;
constexpr double MILLION = 1'000'000;
constexpr double PRICE_UNIT = 1e-8;

// In this order they are given up, when no link is without fault.
constexpr core::reason EXPECTATIONS[] = {core::reason::link_had_last_code, core::reason::link_below_floor,
                                         core::reason::link_too_slow, core::reason::link_ejected,
                                         core::reason::link_in_maintenance};

// What the decision was asked, before anything is known.
decision make_decision(const route_request& request, const number_plan& plan, const price_book& prices) {
    const auto& terms = request.terms;
    decision made;
    made.client = request.client;
    made.message_class = request.message_class;
    made.parts = request.parts;
    made.utc_ms = request.utc_ms;
    made.plan_version = plan.version();
    made.price_version = prices.version();
    made.policy = terms.policy;
    made.deadline_ms = terms.deadline_ms;
    made.floor = terms.floor;
    made.sell_price = terms.margin.sell;
    made.pays_on_delivery = terms.margin.pays_on_delivery;
    made.spent = terms.margin.spent;
    return made;
}

choice_option option_of(const candidate& value, const link_snapshot& link) {
    const auto on_submit = value.price.e8 - value.price_delivered.e8;
    return {.delivery = link.believed.delivery,
            .on_time = link.believed.on_time,
            .cost = static_cast<double>(on_submit) * PRICE_UNIT,
            .cost_delivered = static_cast<double>(value.price_delivered.e8) * PRICE_UNIT,
            .weight = link.weight,
            .ramp = link.believed.ramp};
}

choice_terms choice_terms_of(const route_terms& terms, bool may_explore) {
    return {.policy = terms.policy,
            .value = static_cast<double>(terms.value.e8) * PRICE_UNIT,
            .band = terms.band / SHARES,
            .may_explore = may_explore && terms.may_explore};
}

// Candidates of one verdict, best first by what is believed on average.
class field {
  public:
    field(std::span<const candidate> candidates, std::span<const link_snapshot> links, core::reason verdict,
          const choice_terms& terms) {
        for (size_t place = 0; place < candidates.size(); ++place) {
            if (candidates[place].verdict != verdict) continue;
            const auto option = option_of(candidates[place], links[place]);
            ranked_.push_back({rank_of(option, terms), option, candidates[place]});
        }
        std::ranges::sort(ranked_, [](const ranked& left, const ranked& right) {
            return std::tie(left.rank, left.value.wait_ms, left.value.link) <
                   std::tie(right.rank, right.value.wait_ms, right.value.link);
        });
    }

    bool is_empty() const { return ranked_.empty(); }

    // The best of them take part in the draw.
    choice draw(const choice_terms& terms, uint64_t chance_key) const {
        std::vector<choice_option> options;
        options.reserve(ranked_.size());
        for (const auto& each : ranked_)
            if (options.size() < CHOICE_OPTIONS_MAX) options.push_back(each.option);
        return choose(options, terms, chance_key);
    }

    std::optional<size_t> place_of(core::link_id link) const {
        const auto found = std::ranges::find(ranked_, link, [](const ranked& each) { return each.value.link; });
        if (found == ranked_.end()) return std::nullopt;
        return static_cast<size_t>(found - ranked_.begin());
    }

    core::link_id link_at(size_t place) const { return ranked_[place].value.link; }

    // Chosen first, the others behind in their order, then those that were not in it.
    std::vector<candidate> arranged(const std::vector<candidate>& all, const choice& made, core::reason won,
                                    core::reason lost) const {
        const auto verdict = ranked_.front().value.verdict;
        std::vector<candidate> result;
        result.reserve(all.size());
        for (size_t place = 0; place < ranked_.size(); ++place) {
            auto& each = result.emplace_back(ranked_[place].value);
            if (place < CHOICE_OPTIONS_MAX)
                each.share = static_cast<uint32_t>(std::lround(made.shares[place] * MILLION));
            each.verdict = place == made.option ? won : lost;
        }
        const auto chosen = result.begin() + static_cast<std::ptrdiff_t>(made.option);
        std::rotate(result.begin(), chosen, chosen + 1);
        std::ranges::copy_if(all, std::back_inserter(result),
                             [&](const auto& each) { return each.verdict != verdict; });
        return result;
    }

  private:
    struct ranked {
        double rank = 0;
        choice_option option;
        candidate value;
    };

    std::vector<ranked> ranked_;
};

// A view of both.
price_question question_of(const route_request& request, const decision& made) {
    return {.to = &made.network,
            .digits = request.recipient.digits,
            .message_class = request.message_class,
            .senders = request.senders,
            .utc_ms = request.utc_ms};
}

void take_first(decision& made, const route_request& request, std::span<const link_snapshot> links,
                const price_book& prices) {
    const auto& first = made.candidates.front();
    const auto link = std::ranges::find(links, first.link, &link_snapshot::id);
    ASSERT(link != links.end());
    const auto price = prices.buy(first.link, question_for(*link, question_of(request, made)));
    ASSERT(price.has_value());
    made.link = first.link;
    made.price = price->price;
    made.price_delivered = price->delivered;
    made.currency = price->currency;
    made.scope = price->scope;
}

// False: no link has that verdict.
bool choose_among(decision& made, core::reason verdict, const route_request& request,
                  std::span<const link_snapshot> links) {
    const bool waits = verdict == core::reason::link_not_bound;
    const auto terms = choice_terms_of(request.terms, !waits);
    const field among{made.candidates, links, verdict, terms};
    if (among.is_empty()) return false;
    auto chosen = among.draw(terms, request.chance_key);
    if (const auto kept = among.place_of(request.sticky); kept && *kept < CHOICE_OPTIONS_MAX && !waits) {
        chosen = {.option = *kept, .best = chosen.best};
        chosen.shares[*kept] = 1;
        made.is_sticky = true;
    }
    made.outcome = waits ? route_outcome::waits : route_outcome::chosen;
    made.reason = verdict;
    made.draw = chosen.draw;
    made.best = among.link_at(chosen.best);
    made.probe_cost = {std::llround(chosen.loss / PRICE_UNIT)};
    const auto lost = request.terms.policy == policy_kind::least_cost ? core::reason::dearer : core::reason::outdone;
    made.candidates = waits ? among.arranged(made.candidates, chosen, verdict, verdict)
                            : among.arranged(made.candidates, chosen, core::reason::none, lost);
    return true;
}

void choose_link(decision& made, const route_request& request, std::span<const link_snapshot> links,
                 const price_book& prices) {
    bool is_found = choose_among(made, core::reason::none, request, links);
    for (const auto verdict : EXPECTATIONS)
        is_found = is_found || choose_among(made, verdict, request, links);
    is_found = is_found || choose_among(made, core::reason::link_not_bound, request, links);
    if (is_found) return take_first(made, request, links, prices);
    made.reason = core::reason::no_link;
}

}  // namespace

decision route(const route_request& request, std::span<const link_snapshot> links, const number_plan& plan,
               const price_book& prices) {
    auto made = make_decision(request, plan, prices);
    const auto match = plan.find(request.recipient.digits);
    if (!match) {
        made.reason = core::reason::no_network;
        return made;
    }
    made.network = *match->network;
    made.prefix = match->prefix;
    const auto& terms = request.terms;
    made.candidates = make_candidates(links,
                                      {.asked = question_of(request, made),
                                       .parts = request.parts,
                                       .tried = request.tried,
                                       .wait_max_ms = terms.wait_max_ms,
                                       .floor = terms.floor,
                                       .margin = terms.margin,
                                       .sell_currency = terms.sell_currency,
                                       .margin_min = terms.margin_min,
                                       .may_lose = terms.may_lose},
                                      prices);
    choose_link(made, request, links, prices);
    return made;
}

}  // namespace kaskad::routing
