#include "routing/choice.hpp"

#include "core/assert.hpp"
#include "routing/choice_draws.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kaskad::routing {

namespace {

constexpr double SURENESS = 3;
constexpr double CHANCE_MIN = 1e-6;

using chances = std::array<double, CHOICE_OPTIONS_MAX>;

const choice_draws DRAWS = make_choice_draws();
const double LAST_STEP = std::nextafter(1.0, 0.0);  // of all chance: links that are not new alone
const double DRAW_LOWEST = std::ranges::min(DRAWS[0]);
const double DRAW_HIGHEST = std::ranges::max(DRAWS[0]);

double within_whole(double value) {
    const double positive = value < 0 ? 0 : value;
    return positive > 1 ? 1 : positive;
}

double worth_at(const choice_option& option, double value, double chance) {
    return chance * (value * option.on_time - option.cost_delivered) - option.cost;
}

double cost_of_delivery(const choice_option& option, double chance) {
    return option.cost / (chance < CHANCE_MIN ? CHANCE_MIN : chance) + option.cost_delivered;
}

bool looks_at_delivery(policy_kind policy) {
    return policy >= policy_kind::cost_per_delivered && policy <= policy_kind::expected_value;
}

// What a policy wants most of; the rest it leaves to the cost of a delivery, within a band of the best.
double quality_at(const choice_option& option, const choice_terms& terms, double chance) {
    switch (terms.policy) {
        case policy_kind::cost_per_delivered:
            return 0;
        case policy_kind::best_quality:
        case policy_kind::balanced:
            return chance * option.on_time;
        case policy_kind::expected_value:
            return worth_at(option, terms.value, chance);
        case policy_kind::least_cost:
            return -(option.cost + option.cost_delivered);
        case policy_kind::weighted:
            return option.weight;
        case policy_kind::chain:
        case policy_kind::forced:
            return -static_cast<double>(option.weight);
    }
    return 0;
}

double band_of(const choice_terms& terms) {
    if (terms.policy == policy_kind::balanced) return terms.band;
    return terms.policy == policy_kind::expected_value ? terms.band * terms.value : 0;
}

// One number a draw: what is reckoned for one is reckoned for all, side by side, as the machine does it best.
using lanes = std::array<double, CHOICE_DRAWS>;
using places = std::array<uint64_t, CHOICE_DRAWS>;

// Options in the running, each with how sure its belief is.
class contest {
  public:
    contest(std::span<const choice_option> options, const choice_terms& terms) : options_{options}, terms_{terms} {
        for (size_t place = 0; place < options.size(); ++place) {
            means_[place] = options[place].delivery.mean();
            if (looks_at_delivery(terms.policy))
                deviations_[place] = options[place].delivery.deviation() / std::sqrt(SURENESS);
        }
    }

    // Of those whose share may be larger than `ramp`; of all where there are none.
    size_t best(double ramp) const { return best_at(means_, ramp); }

    // Of a new one beside others that are not: as good as it may be at most, it would be the best.
    bool may_be_best(size_t place) const {
        if (!is_ramp_kept(options_[place].ramp)) return false;
        auto at = means_;
        at[place] = chance_of(place, DRAW_HIGHEST);
        return best_at(at, 0) == place;
    }

    // The same for each draw, of a policy that looks at delivery.
    places drawn(double ramp) const {
        const auto running = contenders(ramp);
        places best{};
        if (running.winners.count == 1) {
            best.fill(running.winners.places[0]);
            return best;
        }
        lanes least;
        least.fill(-INFINITY);
        for (const auto place : running.measures.view())
            raise_to_quality(place, least);
        for (auto& each : least)
            each -= band_of(terms_);
        lanes best_cost;
        best_cost.fill(INFINITY);
        for (const auto place : running.winners.view())
            take_where_cheaper(place, least, best_cost, best);
        return best;
    }

    double mean(size_t place) const { return means_[place]; }

  private:
    size_t best_at(const chances& at, double ramp) const {
        const bool is_kept = is_ramp_kept(ramp);
        chances quality;
        double most = -INFINITY;
        for (size_t place = 0; place < options_.size(); ++place) {
            const bool is_out = is_kept && options_[place].ramp <= ramp;
            quality[place] = is_out ? -INFINITY : quality_at(options_[place], terms_, at[place]);
            most = std::max(most, quality[place]);
        }
        const double least = most - band_of(terms_);
        size_t best = options_.size();
        double best_cost = INFINITY;
        for (size_t place = 0; place < options_.size(); ++place) {
            if (quality[place] < least) continue;
            const double cost = looks_at_delivery(terms_.policy) ? cost_of_delivery(options_[place], at[place]) : 0;
            if (best != options_.size() && cost >= best_cost) continue;
            best = place;
            best_cost = cost;
        }
        return best;
    }

    bool is_ramp_kept(double ramp) const {
        return std::ranges::any_of(options_, [ramp](const auto& each) { return each.ramp > ramp; });
    }

    double chance_of(size_t place, double drawn) const {
        return within_whole(means_[place] + deviations_[place] * drawn);
    }

    double chance_at(size_t place, size_t draw) const { return chance_of(place, DRAWS[place][draw]); }

    // Between which an option's figures lie, whatever is drawn: both only rise, or only fall, with the chance.
    struct span_of_draws {
        double quality_low = 0;
        double quality_high = 0;
        double cost_low = 0;
        double cost_high = 0;
    };

    span_of_draws span_of(size_t place) const {
        const auto& option = options_[place];
        const double low = chance_of(place, DRAW_LOWEST);
        const double high = chance_of(place, DRAW_HIGHEST);
        const auto quality = std::minmax({quality_at(option, terms_, low), quality_at(option, terms_, high)});
        const auto cost = std::minmax({cost_of_delivery(option, low), cost_of_delivery(option, high)});
        return {quality.first, quality.second, cost.first, cost.second};
    }

    struct place_list {
        size_t count = 0;
        std::array<size_t, CHOICE_OPTIONS_MAX> places;

        void add(size_t place) { places[count++] = place; }
        std::span<const size_t> view() const { return {places.data(), count}; }
    };

    // winners: all but those that lose every draw, as never good enough, or dearer at best than one that always is good
    // enough is at worst. measures: those that may be the best in quality, which the others have to come near.
    struct running_options {
        place_list winners;
        place_list measures;
    };

    running_options contenders(double ramp) const {
        const bool is_kept = is_ramp_kept(ramp);
        std::array<span_of_draws, CHOICE_OPTIONS_MAX> spans;
        double quality_low = -INFINITY;
        double quality_high = -INFINITY;
        for (size_t place = 0; place < options_.size(); ++place) {
            if (is_kept && options_[place].ramp <= ramp) continue;
            spans[place] = span_of(place);
            quality_low = std::max(quality_low, spans[place].quality_low);
            quality_high = std::max(quality_high, spans[place].quality_high);
        }
        const bool is_by_quality = terms_.policy != policy_kind::cost_per_delivered;
        const double band = band_of(terms_);
        double cost_high = INFINITY;
        for (size_t place = 0; place < options_.size(); ++place) {
            if (is_kept && options_[place].ramp <= ramp) continue;
            if (spans[place].quality_low >= quality_high - band)
                cost_high = std::min(cost_high, spans[place].cost_high);
        }
        running_options running;
        for (size_t place = 0; place < options_.size(); ++place) {
            if (is_kept && options_[place].ramp <= ramp) continue;
            const auto& each = spans[place];
            if (is_by_quality && each.quality_high >= quality_low) running.measures.add(place);
            if (each.quality_high >= quality_low - band && each.cost_low <= cost_high) running.winners.add(place);
        }
        return running;
    }

    // The policy is asked once for all draws of an option.
    void raise_to_quality(size_t place, lanes& most) const {
        const auto option = options_[place];
        const bool is_by_worth = terms_.policy == policy_kind::expected_value;
        for (size_t draw = 0; draw < CHOICE_DRAWS; ++draw) {
            const double chance = chance_of(place, DRAWS[place][draw]);
            const double quality = is_by_worth ? worth_at(option, terms_.value, chance) : chance * option.on_time;
            most[draw] = most[draw] < quality ? quality : most[draw];
        }
    }

    void take_where_cheaper(size_t place, const lanes& least, lanes& best_cost, places& best) const {
        const auto option = options_[place];
        const bool is_by_worth = terms_.policy == policy_kind::expected_value;
        const double weight = terms_.policy == policy_kind::cost_per_delivered ? 0 : option.on_time;
        for (size_t draw = 0; draw < CHOICE_DRAWS; ++draw) {
            const double chance = chance_of(place, DRAWS[place][draw]);
            const double quality = is_by_worth ? worth_at(option, terms_.value, chance) : chance * weight;
            const double cost = cost_of_delivery(option, chance);
            // Both are asked, so that there is no branch to be guessed wrongly.
            const auto is_better = unsigned{quality >= least[draw]} & unsigned{cost < best_cost[draw]};
            best_cost[draw] = is_better ? cost : best_cost[draw];
            best[draw] = is_better ? place : best[draw];
        }
    }

    std::span<const choice_option> options_;
    const choice_terms& terms_;
    chances means_{};
    chances deviations_{};
};

bool has_new(std::span<const choice_option> options) {
    return std::ranges::any_of(options, [](const auto& each) { return each.ramp < 1; });
}

// Of the whole of chance the share below which an option may be taken: those of new ones, then 1.
std::array<double, CHOICE_OPTIONS_MAX + 1> ramps_of(std::span<const choice_option> options, size_t& count) {
    std::array<double, CHOICE_OPTIONS_MAX + 1> ramps{};
    for (const auto& option : options)
        ramps[count++] = std::min(option.ramp, 1.0);
    ramps[count++] = 1;
    std::sort(ramps.begin(), ramps.begin() + static_cast<std::ptrdiff_t>(count));
    count = static_cast<size_t>(std::unique(ramps.begin(), ramps.begin() + static_cast<std::ptrdiff_t>(count)) -
                                ramps.begin());
    return ramps;
}

double fraction_of(uint64_t chance_key) {
    return static_cast<double>(stirred(chance_key ^ 0x9e3779b97f4a7c15) >> 11) * 0x1p-53;
}

// The part of all messages that new links are for is theirs, as long as they may turn out to be the best: to wait until
// a draw favours them would take an hour where minutes are enough. Several share it. False: there are none.
bool draw_new(const contest& among, std::span<const choice_option> options, double from, places& drawn) {
    std::array<size_t, CHOICE_OPTIONS_MAX> hopeful{};
    size_t count = 0;
    for (size_t place = 0; place < options.size(); ++place)
        if (options[place].ramp > from && options[place].ramp < 1 && among.may_be_best(place)) hopeful[count++] = place;
    for (size_t draw = 0; count > 0 && draw < CHOICE_DRAWS; ++draw)
        drawn[draw] = hopeful[draw % count];
    return count > 0;
}

void prepare_steps(const contest& among, std::span<const choice_option> options, const choice_terms& terms,
                   prepared_choice& made) {
    const auto ramps = ramps_of(options, made.count);
    double from = 0;
    for (size_t step = 0; step < made.count; ++step) {
        auto& each = made.steps[step];
        const double width = ramps[step] - from;
        places drawn{};
        each.until = ramps[step];
        each.is_new = terms.may_try_new && draw_new(among, options, from, drawn);
        if (!each.is_new && terms.may_explore) {
            drawn = among.drawn(terms.may_try_new ? from : LAST_STEP);
        } else if (!each.is_new) {
            drawn.fill(made.best);
        }
        for (size_t place = 0; place < options.size(); ++place)
            for (auto times = std::ranges::count(drawn, place); times > 0; --times)
                made.shares[place] += width / CHOICE_DRAWS;
        for (size_t draw = 0; draw < CHOICE_DRAWS; ++draw)
            each.winners[draw] = static_cast<uint8_t>(drawn[draw]);
        from = ramps[step];
    }
}

void draw_weights(std::span<const choice_option> options, uint64_t chance_key, choice& made) {
    uint64_t all = 0;
    for (const auto& option : options)
        all += option.weight;
    ASSERT(all > 0);
    auto left = static_cast<int64_t>(stirred(chance_key) % all);
    made.option = options.size();
    for (size_t place = 0; place < options.size(); ++place) {
        made.shares[place] = static_cast<double>(options[place].weight) / static_cast<double>(all);
        left -= options[place].weight;
        if (left < 0 && made.option == options.size()) made.option = place;
    }
}

double loss_of(std::span<const choice_option> options, const choice_terms& terms, size_t place, size_t best) {
    if (place == best) return 0;
    if (terms.policy == policy_kind::expected_value)
        return std::max(0.0, worth(options[best], terms.value) - worth(options[place], terms.value));
    const double chance = options[place].delivery.mean();
    const double dearer =
        cost_of_delivery(options[place], chance) - cost_of_delivery(options[best], options[best].delivery.mean());
    return std::max(0.0, chance * dearer);
}

// The step of all chance that the key falls into.
const prepared_choice::step& step_of(const prepared_choice& ready, uint64_t chance_key) {
    const double fraction = fraction_of(chance_key);
    for (size_t step = 0; step + 1 < ready.count; ++step)
        if (fraction < ready.steps[step].until) return ready.steps[step];
    return ready.steps[ready.count - 1];
}

}  // namespace

double worth(const choice_option& option, double value) {
    return worth_at(option, value, option.delivery.mean());
}

double rank_of(const choice_option& option, const choice_terms& terms) {
    const double chance = option.delivery.mean();
    const bool is_by_cost = terms.policy == policy_kind::cost_per_delivered || terms.policy == policy_kind::balanced;
    return is_by_cost ? cost_of_delivery(option, chance) : -quality_at(option, terms, chance);
}

prepared_choice prepare(std::span<const choice_option> options, const choice_terms& terms) {
    ASSERT(!options.empty() && options.size() <= CHOICE_OPTIONS_MAX);
    const contest among{options, terms};
    prepared_choice made;
    made.best = among.best(LAST_STEP);
    const bool may_draw = terms.may_explore || (terms.may_try_new && has_new(options));
    if (options.size() == 1 || !looks_at_delivery(terms.policy) || !may_draw) {
        made.shares[made.best] = 1;
        return made;
    }
    prepare_steps(among, options, terms, made);
    for (size_t place = 0; place < options.size(); ++place)
        made.losses[place] = loss_of(options, terms, place, made.best);
    return made;
}

choice pick(const prepared_choice& ready, std::span<const choice_option> options, const choice_terms& terms,
            uint64_t chance_key) {
    choice made{.option = ready.best, .best = ready.best, .shares = ready.shares};
    if (ready.count == 0) {
        if (terms.policy != policy_kind::weighted || options.size() == 1) return made;
        made.shares = {};
        draw_weights(options, chance_key, made);
        return made;
    }
    const auto& step = step_of(ready, chance_key);
    made.draw = static_cast<uint8_t>(stirred(chance_key) % CHOICE_DRAWS);
    made.option = step.winners[made.draw];
    made.is_new = step.is_new;
    made.loss = ready.losses[made.option];
    return made;
}

choice choose(std::span<const choice_option> options, const choice_terms& terms, uint64_t chance_key) {
    return pick(prepare(options, terms), options, terms, chance_key);
}

}  // namespace kaskad::routing
