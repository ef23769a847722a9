#pragma once

#include <CLI/CLI.hpp>

// `kaskad receipts close`: waits no longer for receipts that a link's operator owes since before a day, through a
// running gateway, in slices. Shows first how many messages end by it and what that comes to, and asks.

namespace kaskad::gateway {

void add_receipts_close(CLI::App& receipts, int& result);

}  // namespace kaskad::gateway
