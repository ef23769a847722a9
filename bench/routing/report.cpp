#include "bench/routing/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace kaskad::bench::routing {

namespace {

// What all seeds of a scenario show together.
struct summary {
    double delivered = 0;
    double probes = 0;
    double probe_cost = 0;
    uint64_t at_loss = 0;
    double shifted = 0;
    std::vector<double> shift_s;
    double p50_ns = 0;
    double p99_ns = 0;
};

summary summarise(const std::vector<outcome>& seeds) {
    summary made;
    const double part = 1.0 / static_cast<double>(seeds.size());
    for (const auto& each : seeds) {
        made.delivered += part * each.scored.delivered_share();
        made.probes += part * each.scored.probe_share();
        made.probe_cost += part * each.scored.probe_cost_share();
        made.at_loss += each.scored.at_loss;
        made.shifted += part * each.shifted.value_or(0);
        made.shift_s.insert(made.shift_s.end(), each.scored.shift_s.begin(), each.scored.shift_s.end());
        made.p50_ns += part * each.scored.choice_p50_ns;
        made.p99_ns += part * each.scored.choice_p99_ns;
    }
    std::ranges::sort(made.shift_s);
    return made;
}

}  // namespace

std::string regret_table(const suite_result& result) {
    std::string text;
    const auto to = std::back_inserter(text);
    fmt::format_to(to, "{:17}", "regret per 1,000");
    for (const auto name : result.plan.contestants)
        fmt::format_to(to, " {:>15}", name);
    for (size_t scenario = 0; scenario < result.plan.scenarios.size(); ++scenario) {
        fmt::format_to(to, "\n{:17}", result.plan.scenarios[scenario]->name);
        for (const auto name : result.plan.contestants)
            fmt::format_to(to, " {:15.2f}", result.regret(name, scenario));
    }
    fmt::format_to(to, "\n{:17}", "mean");
    for (const auto name : result.plan.contestants)
        fmt::format_to(to, " {:15.2f}", result.regret(name));
    return text + "\n";
}

std::string detail_table(const suite_result& result, std::string_view contestant) {
    std::string text;
    const auto to = std::back_inserter(text);
    fmt::format_to(to, "{:17} {:>9} {:>10} {:>8} {:>8} {:>8} {:>8} {:>17} {:>8} {:>8}\n", contestant, "delivered",
                   "cost each", "probes", "cost of", "at loss", "shifted", "seconds to shift", "ns p50", "p99");
    for (size_t scenario = 0; scenario < result.plan.scenarios.size(); ++scenario) {
        const auto all = summarise(result.by_contestant.at(contestant)[scenario]);
        const auto shift = all.shift_s.empty() ? std::string{"-"}
                                               : fmt::format("{:.0f}, most {:.0f}", all.shift_s[all.shift_s.size() / 2],
                                                             all.shift_s.back());
        fmt::format_to(to, "{:17} {:8.2f}% {:10.5f} {:7.2f}% {:7.2f}% {:8} {:7.2f}% {:>17} {:8.0f} {:8.0f}\n",
                       result.plan.scenarios[scenario]->name, 100 * all.delivered,
                       result.cost_per_delivered(contestant, scenario), 100 * all.probes, 100 * all.probe_cost,
                       all.at_loss, 100 * all.shifted, shift, all.p50_ns, all.p99_ns);
    }
    return text;
}

}  // namespace kaskad::bench::routing
