#pragma once

#include "bench/routing/contestant.hpp"
#include "bench/routing/record.hpp"
#include "bench/routing/scenario.hpp"

#include <array>
#include <cstdint>
#include <vector>

// Plays a scenario to one contestant: messages come, the truth draws their ends, receipts come back. Only here is known
// what was true; what is written down here is all that scores are computed from.

namespace kaskad::bench::routing {

struct traffic {
    double rate = 2;  // messages a second of a network, on average; Zipf between networks
    uint32_t networks = 10;
    int64_t time_ms = 6 * HOUR;
};

// Ways to bend a world that must not help, or not harm, whoever plays honestly.
struct bend {
    std::array<size_t, LINKS> labels{0, 1, 2, 3, 4, 5};  // under which number contestants see each link
    bool is_blind = false;                               // receipts say what a coin says, whichever link was taken
    double warp = 1;                                     // everything takes so many times as long
    bool is_quiet = false;                               // without the trouble with messages
};

// The links' truth for a scenario, seed and load; shared by all who play it.
struct world {
    scenario played;
    traffic load;
    uint64_t seed = 0;
    bend bent;
    std::vector<timeline> networks;
};

world make_world(const scenario& played, const traffic& load, uint64_t seed, const bend& bent = {});

// Without a contestant the oracle plays.
game_record play(const world& truth, contestant* player);

}  // namespace kaskad::bench::routing
