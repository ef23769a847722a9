#include "routing/choice.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace kaskad::routing {

namespace {

constexpr double SURENESS = 3;

using draws = std::array<std::array<double, CHOICE_DRAWS>, CHOICE_OPTIONS_MAX>;

uint64_t mixed(uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

// Of the standard normal distribution: bisection, once for each draw of a table.
double quantile(double share) {
    double low = -8;
    double high = 8;
    for (int round = 0; round < 60; ++round) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::numbers::sqrt2) < share ? low : high) = middle;
    }
    return low;
}

// Each option meets each of the same evenly spread quantiles once, in an order of its own (a Latin square's row).
draws make_draws() {
    std::array<double, CHOICE_DRAWS> quantiles{};
    for (size_t draw = 0; draw < CHOICE_DRAWS; ++draw)
        quantiles[draw] = quantile((static_cast<double>(draw) + 0.5) / CHOICE_DRAWS);
    draws table{};
    for (size_t option = 0; option < CHOICE_OPTIONS_MAX; ++option) {
        table[option] = quantiles;
        for (size_t place = CHOICE_DRAWS - 1; place > 0; --place) {
            const auto other = mixed(option * CHOICE_DRAWS + place + 1) % (place + 1);
            std::swap(table[option][place], table[option][other]);
        }
    }
    return table;
}

const draws DRAWS = make_draws();

double worth_at(const choice_option& option, double value, double chance) {
    return chance * (value * option.on_time - option.cost_delivered) - option.cost;
}

struct belief {
    double mean;
    double deviation;
};

using chances = std::array<double, CHOICE_OPTIONS_MAX>;

double cost_of_delivery(const choice_option& option, double chance) {
    return option.cost / std::max(chance, 1e-6) + option.cost_delivered;
}

// The most worth; of those within the band, the one whose deliveries cost least.
size_t best_at(std::span<const choice_option> options, const choice_terms& terms, const chances& at) {
    chances worths;
    double most = -INFINITY;
    for (size_t place = 0; place < options.size(); ++place) {
        worths[place] = worth_at(options[place], terms.value, at[place]);
        most = std::max(most, worths[place]);
    }
    size_t best = options.size();
    for (size_t place = 0; place < options.size(); ++place) {
        if (worths[place] < most - terms.band * terms.value) continue;
        const auto cost = [&](size_t of) { return cost_of_delivery(options[of], at[of]); };
        if (best == options.size() || cost(place) < cost(best)) best = place;
    }
    return best;
}

}  // namespace

double worth(const choice_option& option, double value) {
    return worth_at(option, value, option.delivery.mean());
}

choice choose(std::span<const choice_option> options, const choice_terms& terms, uint64_t chance_key) {
    ASSERT(!options.empty() && options.size() <= CHOICE_OPTIONS_MAX);
    std::array<belief, CHOICE_OPTIONS_MAX> beliefs;
    chances at;
    for (size_t place = 0; place < options.size(); ++place) {
        const auto& believed = options[place].delivery;
        beliefs[place] = {believed.mean(), believed.deviation() / std::sqrt(SURENESS)};
        at[place] = beliefs[place].mean;
    }
    const size_t best = best_at(options, terms, at);
    if (!terms.may_explore) return {.option = best, .best = best};
    std::array<uint8_t, CHOICE_OPTIONS_MAX> times{};
    const size_t chosen_draw = mixed(chance_key) % CHOICE_DRAWS;
    size_t chosen = best;
    for (size_t draw = 0; draw < CHOICE_DRAWS; ++draw) {
        for (size_t place = 0; place < options.size(); ++place)
            at[place] = std::clamp(beliefs[place].mean + beliefs[place].deviation * DRAWS[place][draw], 0.0, 1.0);
        const size_t drawn = best_at(options, terms, at);
        ++times[drawn];
        if (draw == chosen_draw) chosen = drawn;
    }
    return {.option = chosen,
            .best = best,
            .chance = static_cast<double>(times[chosen]) / CHOICE_DRAWS,
            .loss = worth(options[best], terms.value) - worth(options[chosen], terms.value)};
}

}  // namespace kaskad::routing
