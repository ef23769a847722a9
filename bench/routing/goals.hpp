#pragma once

#include "bench/routing/suite.hpp"

#include <string>
#include <vector>

// What Kaskad must reach (docs/routing.md), each with what was measured.

namespace kaskad::bench::routing {

struct verdict {
    std::string goal;
    bool is_met = false;
    std::string measured;
    bool needs_time = false;  // of single scenarios: chance alone may miss it in a run of an hour or two
};

// Of a suite with all baselines and Kaskad. Scenarios that a goal speaks of and that were not played are passed over.
std::vector<verdict> judge(const suite_result& result);

bool all_met(const std::vector<verdict>& verdicts);
std::string to_text(const std::vector<verdict>& verdicts);

}  // namespace kaskad::bench::routing
