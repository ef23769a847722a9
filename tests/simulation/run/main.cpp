#include "core/assert.hpp"
#include "tests/simulation/mutants.hpp"
#include "tests/simulation/run/apart.hpp"
#include "tests/simulation/world.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <string>
#include <unistd.h>

// The simulation as a program of its own, optimised and without sanitizers: many seeds, a given time of them, one seed
// again, the mutants, and how much faster than time it runs.

namespace kaskad::core {

namespace {
mutant active = mutant::none;
}

bool mutated(mutant which) {
    return active == which;
}

void switch_on(mutant which) {
    active = which;
}

}  // namespace kaskad::core

namespace kaskad::simulation {

namespace {

using clock = std::chrono::steady_clock;

double seconds_since(clock::time_point begun) {
    return std::chrono::duration<double>(clock::now() - begun).count();
}

void say(const outcome& result, double seconds) {
    fmt::print("seed {}: {} messages, {} groups, {:.2f} s, digest {:016x}\n", result.seed, result.messages,
               result.groups, seconds, result.digest);
    for (const auto& complaint : result.broken)
        fmt::print("  {}\n", complaint);
    std::fflush(stdout);
}

bool say(const rare_paths& total) {
    bool complete = true;
    for (size_t index = 0; index < RARE_NAMES.size(); ++index) {
        fmt::print("{:>16} {}\n", RARE_NAMES[index], total.counts[index]);
        complete = complete && total.counts[index] > 0;
    }
    if (!complete) fmt::print("a rare path was never taken\n");
    return complete;
}

std::atomic<uint64_t> seed_under_way = 0;

// An assertion or a fault of the product ends the program before the run can say anything.
extern "C" void name_seed(int) {
    std::array<char, 64> text;
    const auto end = fmt::format_to_n(text.data(), text.size(), "seed {} was under way\n", seed_under_way.load()).size;
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), end);
}

void name_seed_at(int fatal) {
    struct sigaction once {};
    once.sa_handler = name_seed;
    once.sa_flags = static_cast<int>(SA_RESETHAND);  // the next time it does what it does
    ::sigaction(fatal, &once, nullptr);
}

outcome run(plan made) {
    seed_under_way = made.seed;
    return simulate(made);
}

outcome run_seed(uint64_t seed, core::message_id traced = {}) {
    auto made = draw_plan(seed);
    made.traced = traced;
    return run(std::move(made));
}

struct orders {
    uint64_t from = 1;
    uint64_t seeds = 200;
    double seconds = 0;    // instead of a number of seeds
    uint64_t replays = 3;  // of the first seeds: must be the same bit for bit
    uint64_t trace = 0;
    uint64_t jobs = 1;
    bool quiet = false;
    bool go_on = false;  // with the next seed after a failure
};

// What came of some seeds. Goes from one process to another as it lies in memory.
struct harvest {
    uint64_t seeds = 0;
    uint64_t messages = 0;
    uint64_t broken = 0;
    rare_paths counts;
};

bool replays(const outcome& result) {
    const bool same = run_seed(result.seed).digest == result.digest;
    if (!same) fmt::print("seed {} does not replay bit for bit\n", result.seed);
    return same;
}

// Every `jobs`th seed.
harvest run_share(const orders& wanted, uint64_t first) {
    const auto begun = clock::now();
    harvest found;
    const auto goes_on = [&](uint64_t seed) {
        if (found.broken > 0 && !wanted.go_on) return false;
        return wanted.seconds > 0 ? seconds_since(begun) < wanted.seconds : seed < wanted.from + wanted.seeds;
    };
    for (auto seed = first; goes_on(seed); seed += wanted.jobs) {
        const auto started = clock::now();
        const auto result = run_seed(seed, {wanted.trace});
        if (!wanted.quiet || !result.broken.empty()) say(result, seconds_since(started));
        const bool is_replayed = seed < wanted.from + wanted.replays;
        if (!result.broken.empty() || (is_replayed && !replays(result))) ++found.broken;
        found.counts.add(result.counts);
        found.messages += result.messages;
        ++found.seeds;
    }
    return found;
}

harvest run_share_of(apart& worker) {
    const auto octets = worker.result();
    if (!octets) {
        fmt::print("a process died\n");
        return {.broken = 1};
    }
    harvest share;
    ASSERT(octets->size() == sizeof(share));
    std::memcpy(&share, octets->data(), sizeof(share));
    return share;
}

bool run_seeds(const orders& wanted) {
    const auto begun = clock::now();
    std::deque<apart> workers;
    for (uint64_t number = 0; number < wanted.jobs; ++number) {
        workers.emplace_back([&] {
            const auto share = run_share(wanted, wanted.from + number);
            return std::string{reinterpret_cast<const char*>(&share), sizeof(share)};
        });
    }
    harvest total;
    for (auto& worker : workers) {
        const auto share = run_share_of(worker);
        total.seeds += share.seeds;
        total.messages += share.messages;
        total.broken += share.broken;
        total.counts.add(share.counts);
    }
    fmt::print("{} seeds, {} messages, {:.1f} s\n", total.seeds, total.messages, seconds_since(begun));
    if (total.broken > 0 && !wanted.go_on) return false;
    return say(total.counts) && total.broken == 0;
}

// One of the product's, of the shells of channel accounts, or of the disk under SQLite.
struct fault {
    core::mutant product = core::mutant::none;
    shell_fault shell = shell_fault::none;
    bool disk_lies = false;
};

outcome run_faulty(const fault& which, uint64_t seed) {
    core::switch_on(which.product);
    auto made = draw_plan(seed);
    made.fault = which.shell;
    made.storage.disk_lies = which.disk_lies;
    return run(std::move(made));
}

// Empty: it broke nothing.
std::string fault_text(const outcome& result) {
    if (result.broken.empty()) return {};
    return fmt::format("{} (digest {:016x} after {} steps)", result.broken.front(), result.digest, result.steps);
}

// Some faults meet an assertion of the product before an invariant. Empty: not caught.
std::string run_apart(const fault& which, uint64_t seed) {
    apart process{[&] { return fault_text(run_faulty(which, seed)); }};
    return process.result().value_or("an assertion stopped it");
}

// By some seed, which replays bit for bit.
bool catch_fault(std::string_view name, const fault& which, const orders& wanted) {
    fmt::print("{}\n", name);
    for (uint64_t seed = wanted.from; seed < wanted.from + wanted.seeds; ++seed) {
        const auto caught = run_apart(which, seed);
        if (caught.empty()) continue;
        fmt::print("  seed {}: {}\n", seed, caught);
        const auto again = run_apart(which, seed);
        if (again != caught) fmt::print("  DOES NOT REPLAY: {}\n", again);
        return again == caught;
    }
    fmt::print("  NOT CAUGHT by {} seeds\n", wanted.seeds);
    return false;
}

bool catch_faults(const orders& wanted, const std::string& only) {
    bool all = true;
    const auto is_meant = [&](std::string_view name) { return only.empty() || name == only; };
    for (size_t index = 1; index < MUTANT_NAMES.size(); ++index) {
        const fault which{.product = static_cast<core::mutant>(index)};
        if (is_meant(MUTANT_NAMES[index])) all = catch_fault(MUTANT_NAMES[index], which, wanted) && all;
    }
    for (size_t index = 1; index < SHELL_FAULT_NAMES.size(); ++index) {
        const fault which{.shell = static_cast<shell_fault>(index)};
        if (is_meant(SHELL_FAULT_NAMES[index])) all = catch_fault(SHELL_FAULT_NAMES[index], which, wanted) && all;
    }
    if (is_meant(LYING_DISK)) all = catch_fault(LYING_DISK, {.disk_lies = true}, wanted) && all;
    return all;
}

// No faults and a wide road: how much faster than time.
bool run_benchmark(int64_t rate, int64_t simulated_s) {
    auto made = draw_benchmark(rate, simulated_s);
    const auto begun = clock::now();
    const auto result = run(std::move(made));
    const auto seconds = seconds_since(begun);
    say(result, seconds);
    const auto load = static_cast<double>(result.simulated_ms) / 1'000;
    fmt::print("{} messages a second: {:.0f} times real time ({:.0f} s simulated)\n", rate, load / seconds, load);
    return result.broken.empty();
}

}  // namespace

}  // namespace kaskad::simulation

int main(int argc, char** argv) {
    using namespace kaskad::simulation;
    spdlog::set_level(spdlog::level::off);
    for (const int fatal : {SIGABRT, SIGSEGV})
        name_seed_at(fatal);
    CLI::App app{"Simulates clients, operators, stores and the gateway among them"};
    orders wanted;
    std::string mutant;
    bool mutants = false;
    int64_t rate = 0;
    int64_t simulated_s = 600;
    app.add_option("--from", wanted.from, "the first seed");
    app.add_option("--seeds", wanted.seeds, "how many");
    app.add_option("--for", wanted.seconds, "seconds to go on for, instead of a number of seeds");
    app.add_option("--replays", wanted.replays, "of the first seeds run twice");
    app.add_option("--jobs", wanted.jobs, "processes at once")->check(CLI::PositiveNumber);
    app.add_flag("--go-on", wanted.go_on, "with the next seed after a failure");
    app.add_option("--trace", wanted.trace, "prints the facts of this message");
    app.add_flag("--quiet", wanted.quiet, "say only what is wrong");
    app.add_flag("--mutants", mutants, "switch each fault on until it is caught");
    app.add_option("--mutant", mutant, "this fault only");
    app.add_option("--rate", rate, "benchmark: messages a second");
    app.add_option("--simulate", simulated_s, "benchmark: simulated seconds");
    CLI11_PARSE(app, argc, argv);
    if (rate > 0) return run_benchmark(rate, simulated_s) ? 0 : 1;
    if (mutants || !mutant.empty()) return catch_faults(wanted, mutant) ? 0 : 1;
    return run_seeds(wanted) ? 0 : 1;
}
