#pragma once

#include "bench/routing/suite.hpp"

#include <filesystem>

// What the pictures of docs/routing.md are drawn from: tables of numbers, and nothing else (bench/routing/draw).

namespace kaskad::bench::routing {

// regret.dat: a line a scenario, a column a contestant. Throws where the folder cannot be written.
void write_regret(const suite_result& result, const std::filesystem::path& folder);

// shift.dat: from 30 seconds before a black hole to two minutes after, the share of its network's traffic that meets
// it, a column a contestant. The black hole: of a run with this load, the first that most of Kaskad's traffic met.
void write_shift(const traffic& load, uint64_t seed, const std::filesystem::path& folder);

}  // namespace kaskad::bench::routing
