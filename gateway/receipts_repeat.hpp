#pragma once

#include <CLI/CLI.hpp>

// `kaskad receipts repeat`: tells a client's endpoints once more how messages ended, through a running gateway, in
// slices. Shows first how many they are, and asks.

namespace kaskad::gateway {

void add_receipts_repeat(CLI::App& receipts, int& result);

}  // namespace kaskad::gateway
