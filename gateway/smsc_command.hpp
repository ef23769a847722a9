#pragma once

#include "gateway/simulators/smsc_options.hpp"

#include <CLI/CLI.hpp>

// The options of `kaskad smsc` on the command line, named like the members of smsc_options.

namespace kaskad::gateway {

void add_smsc_options(CLI::App& command, simulators::smsc_options& options);

}  // namespace kaskad::gateway
