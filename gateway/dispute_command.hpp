#pragma once

#include <CLI/CLI.hpp>

// `kaskad dispute`: what is not accepted of suppliers' files, listed, shown, answered, settled and withdrawn in a
// running gateway.

namespace kaskad::gateway {

void add_dispute_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
