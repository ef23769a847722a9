#pragma once

#include <CLI/CLI.hpp>

// `kaskad period`: months of the books, listed and closed in a running gateway.

namespace kaskad::gateway {

void add_period_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
