#pragma once

#include "core/id.hpp"
#include "routing/number_plan.hpp"

#include <cstdint>

// A network as one number, for tables that hold many of them. Where only the country is known, the country is the
// network.

namespace kaskad::routing {

// 0 = neither is known.
using network_key = core::id<struct network_tag, uint32_t>;

// `network` as the number plan gives it: a malformed code counts as none.
network_key network_key_of(const network& network);

}  // namespace kaskad::routing
