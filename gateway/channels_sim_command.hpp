#pragma once

#include "gateway/simulators/channels_options.hpp"

#include <CLI/CLI.hpp>

// The options of `kaskad channels-sim` on the command line, named like the members of channels_options.

namespace kaskad::gateway {

void add_channels_sim_options(CLI::App& command, simulators::channels_options& options);

}  // namespace kaskad::gateway
