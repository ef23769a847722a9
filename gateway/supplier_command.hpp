#pragma once

#include <CLI/CLI.hpp>

// `kaskad supplier`: how links' accounts with their suppliers stand, and money on them, in a running gateway.

namespace kaskad::gateway {

void add_supplier_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
