#pragma once

#include "engine/facts/message.hpp"

#include <string>

// An exchange rate as people write it, one unit in the other currency: "0.91", or "1/1.25" where it is known the other
// way round. Pure.

namespace kaskad::gateway::api {

std::string rate_text(const billing::exchange& at);

}  // namespace kaskad::gateway::api
