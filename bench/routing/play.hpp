#pragma once

#include "bench/routing/contestant.hpp"
#include "bench/routing/timeline.hpp"

#include <cstdint>

// Plays a scenario to one contestant: messages come, the truth draws their ends, receipts come back. Only here is known
// what was true, and only here are scores counted.

namespace kaskad::bench::routing {

struct traffic {
    double rate = 2;  // messages a second of a network, on average; Zipf between networks
    uint32_t networks = 10;
    int64_t time_ms = 6 * HOUR;
};

struct score {
    uint64_t messages = 0;
    double regret = 0;  // worth of the best choices by the truth, less that of those made; in the currency of prices
    double cost = 0;
    uint64_t delivered = 0;  // truly

    double regret_per_1000() const { return regret / static_cast<double>(messages) * 1'000; }
    double cost_per_delivered() const { return cost / static_cast<double>(delivered); }
};

// Without a contestant the oracle plays.
score play(const scenario& played, const traffic& load, uint64_t seed, contestant* player);

}  // namespace kaskad::bench::routing
