#pragma once

#include <CLI/CLI.hpp>

// `kaskad contract`: what was agreed with a client besides prices, shown and changed in a running gateway.

namespace kaskad::gateway {

void add_contract_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
