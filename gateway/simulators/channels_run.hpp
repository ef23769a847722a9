#pragma once

#include "gateway/simulators/channels_options.hpp"

// `kaskad channels-sim`: the simulated messengers as a program of their own.

namespace kaskad::gateway::simulators {

// Until SIGINT or SIGTERM. The keys come to standard output at the start, as sections of TOML, and the counts at the
// end, as JSON behind a "#". 0, or 1 if it could not listen, or 2 for options that make no sense.
int run(channels_options options);

}  // namespace kaskad::gateway::simulators
