// bench_routing: plays the scenarios to the baselines and to Kaskad, prints who lost how much, and whether Kaskad
// reaches its goals. Exit 0 if it does.
#include "bench/routing/controls.hpp"
#include "bench/routing/goals.hpp"
#include "bench/routing/plots.hpp"
#include "bench/routing/report.hpp"
#include "bench/routing/suite.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <random>
#include <stdexcept>
#include <thread>

namespace {

using namespace kaskad::bench::routing;

struct options {
    std::vector<std::string> forms{"low", "mid", "high"};
    double rate = 0;
    uint32_t networks = 0;
    double hours = 0;
    size_t seed_count = 10;
    std::vector<uint64_t> seeds;
    std::vector<std::string> only;
    std::vector<std::string> contestants;
    unsigned threads = std::thread::hardware_concurrency();
    bool is_detailed = false;
    bool has_controls = false;
    std::string plots;
};

// Half of them public: 1, 2, 3, ...; the others fresh, so that nobody can have fitted anything to them.
std::vector<uint64_t> make_seeds(const options& wanted) {
    if (!wanted.seeds.empty()) return wanted.seeds;
    std::vector<uint64_t> seeds;
    std::random_device fresh;
    for (size_t count = 0; count < wanted.seed_count; ++count)
        seeds.push_back(count < (wanted.seed_count + 1) / 2 ? count + 1 : fresh());
    return seeds;
}

suite_plan make_plan(const options& wanted, const form& played, const std::vector<uint64_t>& seeds) {
    suite_plan plan{.played = played, .seeds = seeds, .threads = wanted.threads};
    if (wanted.rate > 0) plan.played.load.rate = wanted.rate;
    if (wanted.networks > 0) plan.played.load.networks = wanted.networks;
    if (wanted.hours > 0) plan.played.load.time_ms = static_cast<int64_t>(wanted.hours * HOUR);
    for (const auto& each : scenarios())
        if (wanted.only.empty() || std::ranges::find(wanted.only, each.name) != wanted.only.end())
            plan.scenarios.push_back(&each);
    plan.contestants = contestant_names();
    if (!wanted.contestants.empty()) plan.contestants.assign(wanted.contestants.begin(), wanted.contestants.end());
    return plan;
}

bool run_form(const options& wanted, const form& played, const std::vector<uint64_t>& seeds) {
    const auto plan = make_plan(wanted, played, seeds);
    fmt::print("== {}: {} messages a second of a network, {} networks, {} h\n", played.name, plan.played.load.rate,
               plan.played.load.networks, static_cast<double>(plan.played.load.time_ms) / HOUR);
    const auto result = run_suite(plan);
    fmt::print("{}\n", regret_table(result));
    for (const auto name : plan.contestants)
        if (name == "kaskad" || wanted.is_detailed) fmt::print("{}\n", detail_table(result, name));
    std::fflush(stdout);
    if (!wanted.plots.empty()) {
        write_regret(result, wanted.plots);
        write_shift({20, 2, HOUR}, seeds.front(), wanted.plots);
    }
    if (!wanted.contestants.empty()) return true;
    const auto verdicts = judge(result);
    fmt::print("{}\n", to_text(verdicts));
    return all_met(verdicts);
}

bool run(const options& wanted) {
    const auto seeds = make_seeds(wanted);
    bool is_good = true;
    for (const auto& name : wanted.forms) {
        const auto* const known = find_form(name);
        if (known == nullptr) throw std::runtime_error{"--form: low, mid or high, not " + name};
        is_good = run_form(wanted, *known, seeds) && is_good;
    }
    if (wanted.has_controls) {
        const auto verdicts = run_controls({.load = {2, 4, 3 * HOUR}, .seeds = seeds, .threads = wanted.threads});
        fmt::print("== controls\n{}\n", to_text(verdicts));
        is_good = all_met(verdicts) && is_good;
    }
    fmt::print("seeds: {}\n", fmt::join(seeds, " "));
    return is_good;
}

}  // namespace

int main(int argc, char** argv) try {
    options wanted;
    CLI::App app{"The routing benchmark (docs/routing.md)"};
    app.add_option("--form", wanted.forms, "low, mid, high; without: all");
    app.add_option("--rate", wanted.rate, "instead of the form's: messages a second of a network, on average");
    app.add_option("--networks", wanted.networks, "instead of the form's");
    app.add_option("--hours", wanted.hours, "instead of the form's");
    app.add_option("--seeds", wanted.seed_count, "how many; half of them fresh")->check(CLI::Range(1, 1'000));
    app.add_option("--seed", wanted.seeds, "these and no others");
    app.add_option("--only", wanted.only, "scenarios");
    app.add_option("--contestant", wanted.contestants, "these only; nothing is judged then");
    app.add_option("--threads", wanted.threads)->check(CLI::Range(1, 256));
    app.add_flag("--detailed", wanted.is_detailed, "what was counted of the baselines too");
    app.add_flag("--controls", wanted.has_controls, "whether the benchmark can be trusted");
    app.add_option("--plots", wanted.plots, "folder for tables of the last form, to be drawn by bench/routing/draw");
    CLI11_PARSE(app, argc, argv);
    return run(wanted) ? 0 : 1;
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_routing: {}\n", trouble.what());
    return 2;
}
