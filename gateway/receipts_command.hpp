#pragma once

#include <CLI/CLI.hpp>

// `kaskad receipts`: what became of what left, by link and day, and part by part, out of the database; and telling
// clients once more, through a running gateway.

namespace kaskad::gateway {

void add_receipts_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
