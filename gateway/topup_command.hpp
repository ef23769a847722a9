#pragma once

#include <CLI/CLI.hpp>

// `kaskad topup`: money on a client's account, in a running gateway: ordered, listed, agreed to by a second person.

namespace kaskad::gateway {

void add_topup_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
