// bench_routing: plays the scenarios to the baselines and to Kaskad, and prints who lost how much.
#include "bench/routing/report.hpp"
#include "bench/routing/suite.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <thread>

namespace {

using namespace kaskad::bench::routing;

struct options {
    std::string form = "mid";
    double rate = 0;
    uint32_t networks = 0;
    double hours = 0;
    std::vector<uint64_t> seeds{1};
    std::vector<std::string> only;
    std::vector<std::string> contestants;
    unsigned threads = std::thread::hardware_concurrency();
};

suite_plan make_plan(const options& wanted) {
    const auto* const known = find_form(wanted.form);
    if (known == nullptr) throw std::runtime_error{"--form: low, mid or high"};
    suite_plan plan{.played = *known, .seeds = wanted.seeds, .threads = wanted.threads};
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

}  // namespace

int main(int argc, char** argv) try {
    options wanted;
    CLI::App app{"The routing benchmark"};
    app.add_option("--form", wanted.form, "low, mid or high");
    app.add_option("--rate", wanted.rate, "messages a second of a network, on average");
    app.add_option("--networks", wanted.networks);
    app.add_option("--hours", wanted.hours);
    app.add_option("--seed", wanted.seeds);
    app.add_option("--only", wanted.only, "scenarios");
    app.add_option("--contestant", wanted.contestants);
    app.add_option("--threads", wanted.threads);
    CLI11_PARSE(app, argc, argv);
    const auto result = run_suite(make_plan(wanted));
    fmt::print("{}", regret_table(result));
    for (const auto name : result.plan.contestants)
        fmt::print("\n{}", detail_table(result, name));
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_routing: {}\n", trouble.what());
    return 1;
}
