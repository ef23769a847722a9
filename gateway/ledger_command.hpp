#pragma once

#include <CLI/CLI.hpp>

// `kaskad ledger verify | roots | prove | check`: the books, read anew by somebody who did not write them.

namespace kaskad::gateway {

void add_ledger_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
