#pragma once

#include <CLI/CLI.hpp>

// `kaskad store drop | sealed`: messages of closed months go, what they came to stays.

namespace kaskad::gateway {

void add_store_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
