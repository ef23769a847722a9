// bench_routing: plays the scenarios to the baselines and to Kaskad, and prints who lost how much.
#include "bench/routing/play.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>
#include <map>

namespace {

using namespace kaskad::bench::routing;

struct options {
    double rate = 2;
    uint32_t networks = 10;
    double hours = 6;
    std::vector<uint64_t> seeds{1};
    std::string only;
};

void run(const options& wanted) {
    const traffic load{wanted.rate, wanted.networks, static_cast<int64_t>(wanted.hours * HOUR)};
    fmt::print("{:18}", "regret per 1,000");
    for (const auto name : contestant_names())
        fmt::print(" {:>17}", name);
    fmt::print("\n");
    std::map<std::string_view, double> sums;
    size_t rows = 0;
    for (const auto& played : scenarios()) {
        if (!wanted.only.empty() && wanted.only != played.name) continue;
        fmt::print("{:18}", played.name);
        ++rows;
        for (const auto name : contestant_names()) {
            double regret = 0;
            double paid = 0;
            for (const auto seed : wanted.seeds) {
                const auto player = make_contestant(name, load.networks);
                const auto result = play(played, load, seed, player.get());
                regret += result.regret_per_1000() / static_cast<double>(wanted.seeds.size());
                paid += result.cost_per_delivered() / static_cast<double>(wanted.seeds.size());
            }
            sums[name] += regret;
            fmt::print(" {:8.2f}  {:7.5f}", regret, paid);
            std::fflush(stdout);
        }
        fmt::print("\n");
    }
    fmt::print("{:18}", "mean");
    for (const auto name : contestant_names())
        fmt::print(" {:8.2f}  {:7}", sums[name] / static_cast<double>(rows), "");
    fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) try {
    options wanted;
    CLI::App app{"The routing benchmark"};
    app.add_option("--rate", wanted.rate, "messages a second of a network, on average");
    app.add_option("--networks", wanted.networks);
    app.add_option("--hours", wanted.hours);
    app.add_option("--seed", wanted.seeds);
    app.add_option("--only", wanted.only, "one scenario");
    CLI11_PARSE(app, argc, argv);
    run(wanted);
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_routing: {}\n", trouble.what());
    return 1;
}
