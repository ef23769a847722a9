#include "core/assert.hpp"
#include "tests/simulation/mutants.hpp"
#include "tests/simulation/world.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <sys/wait.h>
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

// An assertion of the product ends the program before the run can say anything.
extern "C" void name_seed(int) {
    std::array<char, 64> text;
    const auto end = fmt::format_to_n(text.data(), text.size(), "seed {} was under way\n", seed_under_way.load()).size;
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), end);
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
    bool quiet = false;
    bool go_on = false;  // with the next seed after a failure
};

bool run_seeds(const orders& wanted) {
    const auto begun = clock::now();
    rare_paths total;
    uint64_t messages = 0;
    uint64_t seed = wanted.from;
    bool all_kept = true;
    const auto goes_on = [&] {
        return wanted.seconds > 0 ? seconds_since(begun) < wanted.seconds : seed < wanted.from + wanted.seeds;
    };
    for (; goes_on(); ++seed) {
        const auto started = clock::now();
        const auto result = run_seed(seed, {wanted.trace});
        if (!wanted.quiet || !result.broken.empty()) say(result, seconds_since(started));
        if (!result.broken.empty()) {
            all_kept = false;
            if (!wanted.go_on) return false;
            continue;
        }
        if (seed < wanted.from + wanted.replays && run_seed(seed).digest != result.digest) {
            fmt::print("seed {} does not replay bit for bit\n", seed);
            return false;
        }
        total.add(result.counts);
        messages += result.messages;
    }
    fmt::print("{} seeds, {} messages, {:.1f} s\n", seed - wanted.from, messages, seconds_since(begun));
    return say(total) && all_kept;
}

// One of the product's, or of the shells of channel accounts.
struct fault {
    core::mutant product = core::mutant::none;
    shell_fault shell = shell_fault::none;
};

outcome run_faulty(const fault& which, uint64_t seed) {
    core::switch_on(which.product);
    auto made = draw_plan(seed);
    made.fault = which.shell;
    return run(std::move(made));
}

// Empty: it broke nothing.
std::string fault_text(const outcome& result) {
    if (result.broken.empty()) return {};
    return fmt::format("{} (digest {:016x} after {} steps)", result.broken.front(), result.digest, result.steps);
}

std::string read_all(int descriptor) {
    std::string text;
    std::array<char, 4096> some;
    for (ssize_t count = 0; (count = ::read(descriptor, some.data(), some.size())) > 0;)
        text.append(some.data(), static_cast<size_t>(count));
    ::close(descriptor);
    return text;
}

// In a process of its own: some faults meet an assertion of the product before an invariant. Empty: not caught.
std::string run_apart(const fault& which, uint64_t seed) {
    std::fflush(stdout);
    std::array<int, 2> ends{};
    const int made = ::pipe(ends.data());
    ASSERT(made == 0);
    const auto child = ::fork();
    if (child == 0) {
        const auto text = fault_text(run_faulty(which, seed));
        [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
        ::_exit(0);
    }
    ::close(ends[1]);
    auto text = read_all(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status == 0 ? text : "an assertion stopped it";
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
    std::signal(SIGABRT, name_seed);
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
