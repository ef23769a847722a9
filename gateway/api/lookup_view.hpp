#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/decision_view.hpp"
#include "gateway/api/problem.hpp"

#include <expected>
#include <vector>

// What look-ups said, for the clients who pay for them, and where sources contradict each other, for operators. Pure.

namespace kaskad::gateway::api {

using lookup_result = std::expected<facts::looked_up, problem>;

// 200 with {"results": [...]}, one for each number in order: {"number", "mccmnc", "original_mccmnc", "ported", "reach",
// "as_of", "cached", "price"}, or {"error"}. Nothing was answered: the problem that all share, with the results in it.
net::http_response render_lookups(const std::vector<lookup_result>& results);

// {"numbers": [...], "learnt", "cut"}
net::http_response render_contradictions(const facts::contradictions& told, const operator_sources& sources);

}  // namespace kaskad::gateway::api
