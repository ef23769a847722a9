#pragma once

#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// What came of asking a supplier for its balance, for the operator's eyes. The gateway fills it in.

namespace kaskad::gateway::api {

struct supplier_poll {
    core::link_id link;
    std::optional<core::amount> difference{};  // what it said less what our books said at that moment
    std::string error;                         // the last one; empty = there was none
    int64_t error_utc = 0;
};

// Any thread.
using supplier_polls = std::function<std::vector<supplier_poll>()>;

}  // namespace kaskad::gateway::api
