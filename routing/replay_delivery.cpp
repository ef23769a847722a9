#include "routing/replay_delivery.hpp"

#include <algorithm>
#include <cmath>

namespace kaskad::routing {

namespace {

constexpr double Z = 1.96;  // two-sided 95 %
constexpr double MILLION = 1'000'000;
constexpr double WHOLE = 10'000;
constexpr double NOTHING = 1e-9;

double share_of(const decision& value, core::link_id link) {
    const auto found = std::ranges::find(value.candidates, link, &candidate::link);
    return found == value.candidates.end() ? 0 : found->share / MILLION;
}

// Wilson's bounds: honest also where all, or none, were delivered.
void set_bounds(replayed_delivery& made, double variance, double count) {
    // A sample of the estimate tells as much as so many plain ones.
    const double p = std::clamp(made.after, 0.0, 1.0);
    const double plain = p * (1 - p);
    const double samples = variance > NOTHING && plain > NOTHING ? std::min(count, plain / variance * count) : count;
    const double middle = (p + Z * Z / (2 * samples)) / (1 + Z * Z / samples);
    const double spread = Z * std::sqrt(plain / samples + Z * Z / (4 * samples * samples)) / (1 + Z * Z / samples);
    made.after = p;
    made.low = std::clamp(middle - spread, 0.0, p);
    made.high = std::clamp(middle + spread, p, 1.0);
}

}  // namespace

// What the attempt tells of the other choices: what was believed of where they would go, set right by what was seen.
double delivery_replay::weigh(tally& of, const decision& logged, const decision& made, bool is_delivered) {
    double value = 0;
    for (const auto& each : made.candidates) {
        const double would = each.share / MILLION;
        const double was = share_of(logged, each.link);
        value += would * each.delivery / WHOLE;
        if (would <= was) continue;
        auto& arm = of.arms[each.link];
        arm.gained += would - was;
        if (was <= 0) arm.unsupported += would;
        of.moved += would - was;
    }
    const double chance = share_of(logged, logged.link);
    if (chance <= 0) return value;
    const double weight = share_of(made, logged.link) / chance;
    if (weight > 0 && chance < 1) {
        auto& arm = of.arms[logged.link];
        arm.weight += weight;
        arm.weight_squared += weight * weight;
    }
    const double believed = logged.candidates.front().delivery / WHOLE;
    return value + weight * ((is_delivered ? 1.0 : 0.0) - believed);
}

void delivery_replay::add(std::string_view network, const decision& logged, const decision& made,
                          replay_outcome outcome) {
    if (outcome == replay_outcome::not_counted) return;
    const bool is_known = networks_.contains(network);
    auto& of = networks_[is_known || networks_.size() < REPLAY_NETWORKS_MAX ? std::string{network} : std::string{}];
    if (outcome == replay_outcome::open) {
        ++of.open;
        return;
    }
    const bool is_delivered = outcome == replay_outcome::delivered;
    const double seen = is_delivered ? 1 : 0;
    const double value = &logged == &made ? seen : weigh(of, logged, made, is_delivered);
    ++of.attempts;
    of.delivered += is_delivered ? 1 : 0;
    of.sum += value;
    of.sum_squared += value * value;
}

std::vector<std::string> delivery_replay::networks() const {
    std::vector<std::string> names;
    for (const auto& [name, of] : networks_)
        names.push_back(name);
    return names;
}

// True: a link would gain what nothing tells of.
bool delivery_replay::find_unsupported(const tally& of, replayed_delivery& made) {
    const auto count = static_cast<double>(of.attempts);
    for (const auto wanted : {replay_verdict::no_chance, replay_verdict::few_samples}) {
        for (const auto& [link, arm] : of.arms) {
            made.verdict = wanted;
            made.link = link;
            made.gained = arm.gained / count;
            made.samples = arm.weight_squared > 0 ? arm.weight * arm.weight / arm.weight_squared : 0;
            const bool is_blind = arm.unsupported > REPLAY_UNSUPPORTED_MAX * count;
            const bool is_thin = made.gained > REPLAY_SHARE_MIN && made.samples < REPLAY_SAMPLES_MIN;
            if (wanted == replay_verdict::no_chance ? is_blind : is_thin) return true;
        }
    }
    return false;
}

replayed_delivery delivery_replay::judge(const std::string& network) const {
    replayed_delivery made;
    const auto found = networks_.find(network);
    if (found == networks_.end()) return made;
    const auto& of = found->second;
    made.attempts = of.attempts;
    made.open = of.open;
    if (of.attempts == 0) return made;
    const auto count = static_cast<double>(of.attempts);
    made.before = static_cast<double>(of.delivered) / count;
    made.after = made.low = made.high = made.before;
    made.verdict = replay_verdict::unchanged;
    if (of.moved <= NOTHING) return made;
    made.verdict = replay_verdict::too_open;
    const auto open = static_cast<double>(of.open);
    if (open > REPLAY_OPEN_MAX * (count + open)) return made;
    if (find_unsupported(of, made)) return made;
    made.verdict = replay_verdict::estimated;
    made.link = {};
    made.gained = of.moved / count;
    made.after = of.sum / count;
    const double variance = std::max(0.0, of.sum_squared / count - made.after * made.after);
    made.samples = count;
    set_bounds(made, variance, count);
    return made;
}

}  // namespace kaskad::routing
