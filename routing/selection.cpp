#include "routing/selection.hpp"

#include "routing/choice.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <tuple>
#include <vector>

namespace kaskad::routing {

namespace {

constexpr double SHARES = 10'000;
constexpr double MILLION = 1'000'000;
constexpr double PRICE_UNIT = 1e-8;

// In this order they are given up, when no link is without fault.
constexpr core::reason EXPECTATIONS[] = {core::reason::link_had_last_code, core::reason::link_below_floor,
                                         core::reason::link_too_slow, core::reason::link_ejected,
                                         core::reason::link_in_maintenance};

choice_option option_of(const candidate& value, const link_snapshot& link) {
    const auto on_submit = value.price.e8 - value.price_delivered.e8;
    return {.delivery = link.believed.delivery,
            .on_time = link.believed.on_time,
            .cost = static_cast<double>(on_submit) * PRICE_UNIT,
            .cost_delivered = static_cast<double>(value.price_delivered.e8) * PRICE_UNIT,
            .weight = link.weight,
            .ramp = link.believed.ramp};
}

choice_terms choice_terms_of(const selection_terms& terms, bool may_explore) {
    return {.policy = terms.policy,
            .value = static_cast<double>(terms.value.e8) * PRICE_UNIT,
            .band = terms.band / SHARES,
            .may_explore = may_explore && terms.may_explore,
            .may_try_new = may_explore && terms.may_try_new};
}

// Candidates of one verdict, best first by what is believed on average.
class field {
  public:
    field(std::span<const candidate> candidates, std::span<const link_snapshot> links, core::reason verdict,
          const choice_terms& terms)
        : candidates_{candidates}, verdict_{verdict} {
        ranked_.reserve(candidates.size());
        for (size_t place = 0; place < candidates.size(); ++place) {
            if (candidates[place].verdict != verdict) continue;
            ranked_.push_back({rank_of(option_of(candidates[place], links[place]), terms), place});
        }
        std::ranges::sort(ranked_, [this](const ranked& left, const ranked& right) {
            const auto& one = candidates_[left.place];
            const auto& other = candidates_[right.place];
            return std::tie(left.rank, one.wait_ms, one.link) < std::tie(right.rank, other.wait_ms, other.link);
        });
        // The best of them take part in the draw.
        options_.reserve(std::min(ranked_.size(), CHOICE_OPTIONS_MAX));
        for (const auto& each : ranked_)
            if (options_.size() < CHOICE_OPTIONS_MAX)
                options_.push_back(option_of(candidates[each.place], links[each.place]));
    }

    bool is_empty() const { return ranked_.empty(); }

    choice draw(const choice_terms& terms, uint64_t chance_key, choice_memory* memory) const {
        return memory ? memory->choose(options_, terms, chance_key) : choose(options_, terms, chance_key);
    }

    std::optional<size_t> place_of(core::link_id link) const {
        const auto found =
            std::ranges::find(ranked_, link, [this](const ranked& each) { return candidates_[each.place].link; });
        if (found == ranked_.end()) return std::nullopt;
        return static_cast<size_t>(found - ranked_.begin());
    }

    core::link_id link_at(size_t place) const { return candidates_[ranked_[place].place].link; }

    // Chosen first, the others behind in their order, then those that were not in it.
    std::vector<candidate> arranged(const std::vector<candidate>& all, const choice& made, core::reason won,
                                    core::reason lost) const {
        std::vector<candidate> result;
        result.reserve(all.size());
        for (size_t place = 0; place < ranked_.size(); ++place) {
            auto& each = result.emplace_back(all[ranked_[place].place]);
            if (place < CHOICE_OPTIONS_MAX) each.share = static_cast<uint32_t>(made.shares[place] * MILLION + 0.5);
            each.verdict = place == made.option ? won : lost;
        }
        const auto chosen = result.begin() + static_cast<std::ptrdiff_t>(made.option);
        std::rotate(result.begin(), chosen, chosen + 1);
        std::ranges::copy_if(all, std::back_inserter(result),
                             [&](const auto& each) { return each.verdict != verdict_; });
        return result;
    }

  private:
    struct ranked {
        double rank = 0;
        size_t place = 0;
    };

    std::span<const candidate> candidates_;
    core::reason verdict_;
    std::vector<ranked> ranked_;
    std::vector<choice_option> options_;  // in that order
};

// False: no link has that verdict.
bool select_among(decision& made, core::reason verdict, const selection_terms& wanted,
                  std::span<const link_snapshot> links) {
    const bool waits = verdict == core::reason::link_not_bound;
    const auto terms = choice_terms_of(wanted, !waits);
    const field among{made.candidates, links, verdict, terms};
    if (among.is_empty()) return false;
    auto chosen = among.draw(terms, wanted.chance_key, wanted.memory);
    if (const auto kept = among.place_of(wanted.sticky); kept && *kept < CHOICE_OPTIONS_MAX && !waits) {
        chosen = {.option = *kept, .best = chosen.best};
        chosen.shares[*kept] = 1;
        made.is_sticky = true;
    }
    made.outcome = waits ? route_outcome::waits : route_outcome::chosen;
    made.reason = verdict;
    made.draw = chosen.draw;
    made.best = among.link_at(chosen.best);
    made.probe_cost = {std::llround(chosen.loss / PRICE_UNIT)};
    const auto lost = wanted.policy == policy_kind::least_cost ? core::reason::dearer : core::reason::outdone;
    made.candidates = waits ? among.arranged(made.candidates, chosen, verdict, verdict)
                            : among.arranged(made.candidates, chosen, core::reason::none, lost);
    return true;
}

}  // namespace

bool select(decision& made, const selection_terms& terms, std::span<const link_snapshot> links) {
    bool is_found = select_among(made, core::reason::none, terms, links);
    for (const auto verdict : EXPECTATIONS)
        is_found = is_found || select_among(made, verdict, terms, links);
    return is_found || select_among(made, core::reason::link_not_bound, terms, links);
}

}  // namespace kaskad::routing
