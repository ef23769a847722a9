#include "bench/routing/goals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::bench::routing {

namespace {

constexpr double COST_MAX = 1.05;  // of a baseline that delivers as much
constexpr double AS_MUCH = 0.01;   // less is as much
// Those chosen before an earlier one has left are taken off what comes only then.
constexpr double PROBES_UNDER_WAY = 1.02;
constexpr double PROBE_SHARE_MAX = 0.02;  // of attempts; Kaskad's budget

using names = std::vector<std::string_view>;

names baselines_of(const suite_result& result) {
    names made;
    for (const auto name : result.plan.contestants)
        if (name != "kaskad" && name != "mutant") made.push_back(name);
    return made;
}

// Of three seeds one sample in twenty-seven is of the worst alone: then its bound says nothing of the others.
constexpr size_t INTERVAL_SEEDS = 4;

verdict judge_regret(const suite_result& result) {
    const auto baseline = result.best_baseline();
    const double ratio = result.regret("kaskad") / result.regret(baseline);
    const auto [low, high] = ratio_interval(result, "kaskad", baseline);
    return {fmt::format("regret at most {:.2f} of the best baseline's", result.plan.played.regret_max),
            ratio <= result.plan.played.regret_max && (result.plan.seeds.size() < INTERVAL_SEEDS || high < 1),
            fmt::format("{:.2f} (95 % of resampled seeds: {:.2f} to {:.2f}): {:.2f} beside {:.2f} of {}", ratio, low,
                        high, result.regret("kaskad"), result.regret(baseline), baseline)};
}

// In each scenario beside the baseline that is best there.
verdict judge_each_scenario(const suite_result& result) {
    double worst = 0;
    std::string where;
    for (size_t scenario = 0; scenario < result.plan.scenarios.size(); ++scenario) {
        for (const auto name : baselines_of(result)) {
            const double ratio = result.regret("kaskad", scenario) / result.regret(name, scenario);
            if (ratio <= worst) continue;
            worst = ratio;
            where = fmt::format("{}, beside {}", result.plan.scenarios[scenario]->name, name);
        }
    }
    return {"regret in no scenario over 1.05 of any baseline's", worst <= 1.05,
            fmt::format("{:.2f} ({})", worst, where), true};
}

double delivered_share(const suite_result& result, std::string_view name, size_t scenario) {
    double sum = 0;
    for (const auto& each : result.by_contestant.at(name)[scenario])
        sum += each.scored.delivered_share();
    return sum / static_cast<double>(result.plan.seeds.size());
}

// The largest ratio of costs of a delivered message in any scenario, beside the baselines given.
std::pair<double, std::string> worst_cost(const suite_result& result, const names& beside, bool must_deliver_as_much) {
    double worst = 0;
    std::string where;
    for (size_t scenario = 0; scenario < result.plan.scenarios.size(); ++scenario) {
        const double delivered = delivered_share(result, "kaskad", scenario);
        for (const auto name : beside) {
            if (must_deliver_as_much && delivered_share(result, name, scenario) < delivered - AS_MUCH) continue;
            const double ratio =
                result.cost_per_delivered("kaskad", scenario) / result.cost_per_delivered(name, scenario);
            if (ratio <= worst) continue;
            worst = ratio;
            where = fmt::format("{}, beside {} ({:.1f} % delivered, Kaskad {:.1f} %)",
                                result.plan.scenarios[scenario]->name, name,
                                100 * delivered_share(result, name, scenario), 100 * delivered);
        }
    }
    return {worst, where};
}

verdict judge_cost(const suite_result& result) {
    const auto [worst, where] = worst_cost(result, baselines_of(result), true);
    const auto [plain, plain_where] = worst_cost(result, {result.best_baseline()}, false);
    return {"a delivered message costs at most 1.05 of any baseline's that delivers as many", worst <= COST_MAX,
            fmt::format("{:.2f} ({}); beside the best baseline whatever it delivers {:.2f} ({})", worst, where, plain,
                        plain_where),
            true};
}

std::vector<double> shifts_in(const suite_result& result, std::string_view scenario) {
    std::vector<double> all;
    for (size_t place = 0; place < result.plan.scenarios.size(); ++place) {
        if (result.plan.scenarios[place]->name != scenario) continue;
        for (const auto& seed : result.by_contestant.at("kaskad")[place])
            all.insert(all.end(), seed.scored.shift_s.begin(), seed.scored.shift_s.end());
    }
    std::ranges::sort(all);
    return all;
}

void judge_shift(const suite_result& result, std::vector<verdict>& to) {
    const auto all = shifts_in(result, "black hole");
    if (!result.plan.played.shift_max_s || all.empty()) return;
    const double middle = all[all.size() / 2];
    const double nine_tenths = all[(all.size() - 1) * 9 / 10];
    to.push_back(
        {fmt::format("traffic out of nine black holes in ten within {:.0f} s", *result.plan.played.shift_max_s),
         nine_tenths <= *result.plan.played.shift_max_s,
         fmt::format("{:.1f} s; half within {:.1f}, all within {:.1f} ({} black holes)", nine_tenths, middle,
                     all.back(), all.size())});
}

void judge_totals(const suite_result& result, std::vector<verdict>& to) {
    uint64_t at_loss = 0;
    double probes = 0;
    double probe_cost = 0;
    double cost = 0;
    double refused_shift = 0;
    bool has_refused = false;
    for (size_t scenario = 0; scenario < result.plan.scenarios.size(); ++scenario) {
        for (const auto& seed : result.by_contestant.at("kaskad")[scenario]) {
            at_loss += seed.scored.at_loss;
            probes = std::max(probes, seed.scored.probe_share());
            probe_cost += seed.scored.probe_cost;
            cost += seed.scored.cost;
            if (result.plan.scenarios[scenario]->with_messages.what != trouble::kind::sender_refused) continue;
            has_refused = true;
            refused_shift = std::max(refused_shift, seed.shifted.value_or(0));
        }
    }
    to.push_back({"no attempt bought dearer than sold", at_loss == 0, fmt::format("{}", at_loss)});
    to.push_back({fmt::format("probes at most {:.0f} % of attempts in every run", 100 * PROBE_SHARE_MAX),
                  probes <= PROBE_SHARE_MAX * PROBES_UNDER_WAY,
                  fmt::format("{:.2f} %; they cost {:.2f} % of what was paid", 100 * probes, 100 * probe_cost / cost)});
    if (has_refused)
        to.push_back({"none of the others' traffic moved while a sender is refused 100 times a second",
                      refused_shift == 0, fmt::format("{:.3f} %", 100 * refused_shift)});
}

}  // namespace

std::vector<verdict> judge(const suite_result& result) {
    std::vector<verdict> made{judge_regret(result), judge_each_scenario(result), judge_cost(result)};
    judge_shift(result, made);
    judge_totals(result, made);
    return made;
}

bool all_met(const std::vector<verdict>& verdicts) {
    return std::ranges::all_of(verdicts, &verdict::is_met);
}

std::string to_text(const std::vector<verdict>& verdicts) {
    std::string text;
    for (const auto& each : verdicts)
        text += fmt::format("{} {}: {}\n", each.is_met ? "met   " : "MISSED", each.goal, each.measured);
    return text;
}

}  // namespace kaskad::bench::routing
