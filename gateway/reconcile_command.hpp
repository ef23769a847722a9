#pragma once

#include <CLI/CLI.hpp>

// `kaskad reconcile`: a supplier's file against what the database says we owe, dry: nothing is booked.

namespace kaskad::gateway {

// Sets `result` to the exit code when the command ran.
void add_reconcile_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
