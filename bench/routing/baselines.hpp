#pragma once

#include "bench/routing/contestant.hpp"

// What other gateways do, as far as they say how, and what a textbook would.

namespace kaskad::bench::routing {

// Null for names that are none of theirs.
std::unique_ptr<contestant> make_baseline(std::string_view name, size_t networks);

}  // namespace kaskad::bench::routing
