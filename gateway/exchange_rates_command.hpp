#pragma once

#include <CLI/CLI.hpp>

// `kaskad exchange-rates import|list`: what currencies are worth, in a running gateway.

namespace kaskad::gateway {

void add_exchange_rates_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
