#pragma once

#include <CLI/CLI.hpp>

// `kaskad pdu HEX`: a JSON object a line, one per PDU.

namespace kaskad::gateway {

// Sets `result` to the exit code when the command ran.
void add_pdu_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
