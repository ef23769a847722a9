#pragma once

#include <string>

// `kaskad serve` and `kaskad check`: what the operator sees of them. Returns the exit code (0 ok, 1 failed, 78 bad
// configuration).

namespace kaskad::gateway {

inline constexpr int EXIT_OK = 0;
inline constexpr int EXIT_FAILED = 1;
inline constexpr int EXIT_USAGE = 2;
inline constexpr int EXIT_CONFIG = 78;

// Runs until SIGINT or SIGTERM; SIGHUP reads the file again.
int serve(const std::string& config_file);

int check(const std::string& config_file);

}  // namespace kaskad::gateway
