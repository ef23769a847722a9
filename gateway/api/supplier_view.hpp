#pragma once

#include "engine/facts/reconciliation.hpp"
#include "gateway/api/message_view.hpp"
#include "gateway/api/supplier_poll.hpp"

#include <string>
#include <vector>

// Links' accounts with their suppliers as JSON, for operators only. Pure.

namespace kaskad::gateway::api {

// {"suppliers": [{"name", "currency", "owed", "left", "told", ...}]}
std::string render_suppliers(const facts::supplier_standings& value, const link_names& links,
                             const std::vector<supplier_poll>& polls);

}  // namespace kaskad::gateway::api
