#pragma once

#include <CLI/CLI.hpp>

// `kaskad statement`: what a client's account held, got and paid in a period, from the database alone.

namespace kaskad::gateway {

void add_statement_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
