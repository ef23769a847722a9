#pragma once

#include <CLI/CLI.hpp>

// `kaskad prices preview|import|undo|list`: sheets of prices into a running gateway.

namespace kaskad::gateway {

void add_prices_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
