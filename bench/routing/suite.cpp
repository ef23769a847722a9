#include "bench/routing/suite.hpp"

#include "bench/routing/chance.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace kaskad::bench::routing {

namespace {

constexpr size_t RESAMPLES = 2'000;

double regret_of_seed(const suite_result& result, std::string_view name, size_t seed) {
    double sum = 0;
    for (const auto& scenario : result.by_contestant.at(name))
        sum += scenario[seed].scored.regret_per_1000();
    return sum;
}

outcome play_one(const world& truth, std::string_view name) {
    const auto player = make_contestant(name, truth.load.networks);
    const auto record = play(truth, player.get());
    outcome made{.scored = score_of(record)};
    const auto& trouble = truth.played.with_messages;
    if (trouble.what == trouble::kind::none) return made;
    auto twin = truth;
    twin.bent.is_quiet = true;
    const auto other = make_contestant(name, truth.load.networks);
    const auto at = [&](double part) {
        return static_cast<int64_t>(part * truth.bent.warp * static_cast<double>(truth.load.time_ms));
    };
    made.shifted = spread_difference(record, play(twin, other.get()), trouble.client, at(trouble.from), at(trouble.to));
    return made;
}

}  // namespace

const std::vector<form>& forms() {
    static const std::vector<form> all{
        {"low", {0.2, 50, 24 * HOUR}, 0.85, {}},
        {"mid", {2, 10, 6 * HOUR}, 0.60, {}},
        {"high", {20, 4, 2 * HOUR}, 0.60, 20},
    };
    return all;
}

const form* find_form(std::string_view name) {
    const auto found = std::ranges::find(forms(), name, &form::name);
    return found == forms().end() ? nullptr : &*found;
}

double suite_result::regret(std::string_view contestant, size_t scenario) const {
    const auto& seeds = by_contestant.at(contestant)[scenario];
    double sum = 0;
    for (const auto& each : seeds)
        sum += each.scored.regret_per_1000();
    return sum / static_cast<double>(seeds.size());
}

double suite_result::cost_per_delivered(std::string_view contestant, size_t scenario) const {
    const auto& seeds = by_contestant.at(contestant)[scenario];
    double sum = 0;
    for (const auto& each : seeds)
        sum += each.scored.cost_per_delivered();
    return sum / static_cast<double>(seeds.size());
}

double suite_result::regret(std::string_view contestant) const {
    double sum = 0;
    for (size_t scenario = 0; scenario < plan.scenarios.size(); ++scenario)
        sum += regret(contestant, scenario);
    return sum / static_cast<double>(plan.scenarios.size());
}

std::string_view suite_result::best_baseline() const {
    std::string_view best;
    for (const auto name : plan.contestants)
        if (name != "kaskad" && name != "mutant" && (best.empty() || regret(name) < regret(best))) best = name;
    return best;
}

std::pair<double, double> ratio_interval(const suite_result& result, std::string_view left, std::string_view right) {
    chance draw{1};
    std::vector<double> ratios;
    const size_t seeds = result.plan.seeds.size();
    for (size_t sample = 0; sample < RESAMPLES; ++sample) {
        double above = 0;
        double below = 0;
        for (size_t count = 0; count < seeds; ++count) {
            const auto seed = static_cast<size_t>(draw.whole() % seeds);
            above += regret_of_seed(result, left, seed);
            below += regret_of_seed(result, right, seed);
        }
        ratios.push_back(above / below);
    }
    std::ranges::sort(ratios);
    return {ratios[RESAMPLES / 40], ratios[RESAMPLES - 1 - RESAMPLES / 40]};
}

suite_result run_suite(const suite_plan& plan) {
    suite_result made{.plan = plan, .by_contestant = {}};
    for (const auto name : plan.contestants)
        made.by_contestant.emplace(name, outcomes(plan.scenarios.size(), std::vector<outcome>(plan.seeds.size())));
    const size_t worlds = plan.scenarios.size() * plan.seeds.size();
    std::atomic<size_t> next{0};
    const auto work = [&] {
        for (size_t place = next++; place < worlds; place = next++) {
            const size_t scenario = place / plan.seeds.size();
            const size_t seed = place % plan.seeds.size();
            const auto truth = make_world(*plan.scenarios[scenario], plan.played.load, plan.seeds[seed], plan.bent);
            for (const auto name : plan.contestants)
                made.by_contestant.at(name)[scenario][seed] = play_one(truth, name);
        }
    };
    std::vector<std::jthread> workers;
    for (unsigned count = 1; count < plan.threads; ++count)
        workers.emplace_back(work);
    work();
    workers.clear();
    return made;
}

}  // namespace kaskad::bench::routing
