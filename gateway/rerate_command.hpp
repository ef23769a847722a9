#pragma once

#include <CLI/CLI.hpp>

// kaskad rerate: a client's messages of some days by prices that were put right, and the correction that follows.

namespace kaskad::gateway {

// result: the exit code, set when the command ran.
void add_rerate_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
