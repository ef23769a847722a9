#pragma once

#include <CLI/CLI.hpp>

// `kaskad client list|show|set|disable|key`: clients and their keys, in a running gateway.

namespace kaskad::gateway {

void add_client_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
