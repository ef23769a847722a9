#pragma once

#include <CLI/CLI.hpp>

// `kaskad usage`: the messages of a period as CSV, out of the database, beside a running gateway or without one.

namespace kaskad::gateway {

void add_usage_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
