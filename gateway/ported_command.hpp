#pragma once

#include <CLI/CLI.hpp>

// `kaskad ported build|apply|check|find`: makes, renews and examines files of ported numbers, and says what it did as
// JSON objects, one a line. Works on files only; no gateway need run, and one that runs is not touched: it maps the
// file it was given, and a new one takes the old one's name in one step.

namespace kaskad::gateway {

// Sets `result` to the exit code when the command ran.
void add_ported_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
