#pragma once

#include <CLI/CLI.hpp>

// `kaskad explain ID --config FILE`: why a message went over the links it went over, from the database, beside a
// running gateway or without one. `kaskad explain --to NUMBER --client NAME`: which link a message would take now, and
// why; asks the running gateway, sends nothing.

namespace kaskad::gateway {

void add_explain_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
