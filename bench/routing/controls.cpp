#include "bench/routing/controls.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::bench::routing {

namespace {

constexpr double GAIN = 0.60;  // regret beside the best baseline's, however fast time goes
constexpr double BUSY_RATE = 20;
constexpr double BLIND_GAIN = 0.90;  // less would be a gain out of nothing

// Calm, sudden failures, and failures that nobody tells.
const std::vector<const scenario*>& control_scenarios() {
    static const std::vector<const scenario*> all{find_scenario("slow drift"), find_scenario("incidents"),
                                                  find_scenario("black hole")};
    return all;
}

suite_plan plan_of(const control_plan& plan, std::vector<std::string_view> contestants, const bend& bent = {}) {
    return {.played = {"control", plan.load, GAIN, {}},
            .scenarios = control_scenarios(),
            .seeds = plan.seeds,
            .contestants = std::move(contestants),
            .bent = bent,
            .threads = plan.threads};
}

std::vector<attempt_row> rows_of(const control_plan& plan, const scenario& played, uint64_t seed, const bend& bent) {
    const auto truth = make_world(played, plan.load, seed, bent);
    return play(truth, make_contestant("kaskad", plan.load.networks).get()).rows;
}

// Whether Kaskad makes the same attempts in a bent world, in all scenarios and seeds.
bool is_same(const control_plan& plan, const bend& bent) {
    for (const auto* played : control_scenarios())
        for (const auto seed : plan.seeds)
            if (rows_of(plan, *played, seed, {}) != rows_of(plan, *played, seed, bent)) return false;
    return true;
}

verdict check_blind(const control_plan& plan) {
    const auto result = run_suite(plan_of(plan, contestant_names(), {.is_blind = true}));
    const auto baseline = result.best_baseline();
    const double ratio = result.regret("kaskad") / result.regret(baseline);
    return {"with blind receipts nothing is gained over the best baseline", ratio >= BLIND_GAIN,
            fmt::format("{:.2f} of its regret ({}); {:.2f} of least cost's", ratio, baseline,
                        result.regret("kaskad") / result.regret("least cost"))};
}

verdict check_warp(const control_plan& plan, double warp) {
    const auto result = run_suite(plan_of(plan, contestant_names(), {.warp = warp}));
    const auto baseline = result.best_baseline();
    const double ratio = result.regret("kaskad") / result.regret(baseline);
    return {fmt::format("with time times {} still at most {:.2f} of the best baseline's regret", warp, GAIN),
            ratio <= GAIN, fmt::format("{:.2f} ({})", ratio, baseline)};
}

// On a busy network, where more messages are open at once than an arm is judged by.
verdict check_mutant(const control_plan& plan) {
    auto busy = plan;
    busy.load = {.rate = BUSY_RATE, .networks = 2, .time_ms = plan.load.time_ms / 2};
    const auto result = run_suite(plan_of(busy, {"kaskad", "mutant"}));
    const double ratio = result.regret("mutant") / result.regret("kaskad");
    const auto [low, high] = ratio_interval(result, "mutant", "kaskad");
    return {"the mutant that counts open messages as failed loses, whichever seeds", low > 1,
            fmt::format("{:.2f} of Kaskad's regret (95 % of resampled seeds: {:.2f} to {:.2f})", ratio, low, high)};
}

}  // namespace

std::vector<verdict> run_controls(const control_plan& plan) {
    const bool is_shuffle_same = is_same(plan, {.labels = {4, 2, 5, 0, 1, 3}});
    const bool is_replay_same = is_same(plan, {});
    return {{"links under other numbers: the same attempts", is_shuffle_same, is_shuffle_same ? "same" : "different"},
            {"played again: the same attempts, bit for bit", is_replay_same, is_replay_same ? "same" : "different"},
            check_blind(plan),
            check_warp(plan, 0.5),
            check_warp(plan, 2),
            check_mutant(plan)};
}

}  // namespace kaskad::bench::routing
