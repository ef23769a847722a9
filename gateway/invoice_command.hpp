#pragma once

#include <CLI/CLI.hpp>

// `kaskad invoice`: lists, shows and takes back invoices in a running gateway; writes one as PDF or CSV from the
// database alone.

namespace kaskad::gateway {

void add_invoice_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
