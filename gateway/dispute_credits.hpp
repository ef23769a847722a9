#pragma once

#include <CLI/CLI.hpp>

// `kaskad dispute credits`: a supplier's credit notes out of a file, each credited once to what of its bills is
// disputed, through a running gateway. Shows first which is for which, and asks.

namespace kaskad::gateway {

void add_dispute_credits(CLI::App& dispute, int& result);

}  // namespace kaskad::gateway
