#include "tests/simulation/world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

// A few seeds of the simulation, under the sanitizers of the build. The two hundred are simulation_run's.

namespace kaskad::simulation {

namespace {

uint64_t first_seed() {
    const char* given = std::getenv("KASKAD_SEED");
    return given ? std::strtoull(given, nullptr, 10) : 1;
}

uint64_t seed_count(uint64_t otherwise) {
    const char* given = std::getenv("KASKAD_SEEDS");
    return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

outcome run_seed(uint64_t seed) {
    spdlog::set_level(spdlog::level::off);
    return simulate(draw_plan(seed));
}

}  // namespace

TEST(Simulation, KeepsEveryInvariant) {
    rare_paths total;
    for (uint64_t seed = first_seed(); seed < first_seed() + seed_count(10); ++seed) {
        fmt::print("seed {}\n", seed);
        std::fflush(stdout);  // whatever ends the program, it is known
        const auto result = run_seed(seed);
        total.add(result.counts);
        fmt::print("  {} messages, {} groups, {} steps, digest {:016x}\n", result.messages, result.groups, result.steps,
                   result.digest);
        for (const auto& complaint : result.broken)
            ADD_FAILURE() << "seed " << seed << ": " << complaint;
        if (!result.broken.empty()) break;
    }
    for (size_t index = 0; index < RARE_NAMES.size(); ++index)
        fmt::print("{} {}\n", RARE_NAMES[index], total.counts[index]);
}

TEST(Simulation, ReplaysBitForBit) {
    const auto seed = first_seed();
    EXPECT_EQ(run_seed(seed).digest, run_seed(seed).digest);
}

}  // namespace kaskad::simulation
