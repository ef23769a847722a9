#pragma once

#include <CLI/CLI.hpp>

// `kaskad replay --config FILE --day D`: what a day would have cost, earned and delivered at other prices, by another
// policy or without a link; from the database, beside a running gateway or without one. Changes nothing.

namespace kaskad::gateway {

void add_replay_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
