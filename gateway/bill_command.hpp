#pragma once

#include <CLI/CLI.hpp>

// `kaskad bill`: a month's fees, credits and invoices of all clients with a contract, out of the database and by a
// running gateway.

namespace kaskad::gateway {

void add_bill_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
