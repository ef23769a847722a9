#pragma once

#include "bench/routing/goals.hpp"

// Whether the benchmark itself can be trusted: on three scenarios, what must change nothing changes nothing, what must
// spoil everything does.

namespace kaskad::bench::routing {

struct control_plan {
    traffic load;
    std::vector<uint64_t> seeds;
    unsigned threads = 1;
};

// Labels shuffled: the same scores. Receipts blind: nothing gained over the best baseline. Time warped by a half and by
// two: still far ahead. Played again: the same attempts, bit for bit. A mutant that takes what is open for failed
// loses.
std::vector<verdict> run_controls(const control_plan& plan);

}  // namespace kaskad::bench::routing
