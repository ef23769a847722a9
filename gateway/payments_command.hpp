#pragma once

#include <CLI/CLI.hpp>

// `kaskad payments import`: bank statements into a running gateway: each payment is matched with an open invoice and
// ordered once; what cannot be matched is told.

namespace kaskad::gateway {

void add_payments_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
