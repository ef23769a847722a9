#pragma once

#include "bench/routing/contestant.hpp"

// Kaskad's estimator and choice as a contestant, and a mutant of it that must lose.

namespace kaskad::bench::routing {

// `kaskad`, or `mutant`: what is open counts as failed. Null for other names.
std::unique_ptr<contestant> make_ours(std::string_view name, size_t networks);

}  // namespace kaskad::bench::routing
