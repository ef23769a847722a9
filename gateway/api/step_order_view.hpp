#pragma once

#include "core/channel.hpp"
#include "core/money.hpp"
#include "engine/facts/cascade.hpp"
#include "gateway/api/json_writer.hpp"

#include <vector>

// Why the steps of a cascade go in the order in which they go, in the client's own terms: channels, chances, times and
// its own prices. Nothing of links, accounts or what we pay is in it.

namespace kaskad::gateway::api {

// "order": {"by": "expected_cost", "because": "...", "steps": [...]}, or null where it was not chosen. channels: of the
// estimates, in their order.
void write_step_order(json_writer& out, const std::vector<facts::step_estimate>& chosen,
                      const std::vector<core::channel>& channels, core::currency currency);

}  // namespace kaskad::gateway::api
