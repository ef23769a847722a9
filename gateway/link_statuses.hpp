#pragma once

#include "gateway/api/link_status.hpp"
#include "gateway/effect_router.hpp"

#include <vector>

// What the links and channel accounts of all rooms tell of themselves, in the API's words. Any thread.

namespace kaskad::gateway {

std::vector<api::link_status> link_statuses_of(const std::vector<shard_room>& rooms);

}  // namespace kaskad::gateway
