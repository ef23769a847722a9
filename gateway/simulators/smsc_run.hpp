#pragma once

#include "gateway/simulators/smsc_options.hpp"

// `kaskad smsc`: the simulated message centre as a program of its own.

namespace kaskad::gateway::simulators {

// Until SIGINT or SIGTERM. JSON lines go to standard output, words for people to standard error. 0, or 1 if it could
// not listen, or 2 for options that make no sense.
int run(const smsc_options& options);

}  // namespace kaskad::gateway::simulators
