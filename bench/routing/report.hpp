#pragma once

#include "bench/routing/suite.hpp"

#include <string>

// The results in words and columns.

namespace kaskad::bench::routing {

// Regret for 1,000 messages of each contestant by scenario; then what else was counted of Kaskad and of the best
// baseline.
std::string regret_table(const suite_result& result);
std::string detail_table(const suite_result& result, std::string_view contestant);

}  // namespace kaskad::bench::routing
