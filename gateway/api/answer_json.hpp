#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/problem.hpp"

#include <string>
#include <vector>

// The engine's answers as HTTP. Pure.

namespace kaskad::gateway::api {

// One item of a POST: what the engine took, or why not.
using item_result = std::expected<facts::accepted_item, problem>;

// {"id", "state", "parts", "encoding", "price"}
std::string render_accepted(const facts::accepted_item& item);

// 202, or the problem.
net::http_response render_single(const item_result& result);

// 202 with one result per item in order, if at least one was accepted. Otherwise the problem they share, or
// nothing_accepted (422), with the results in it.
net::http_response render_array(const std::vector<item_result>& results);

// The same for previews: {"parts", "encoding", "units", "to", "network", "price"}; 200.
using preview_result = std::expected<facts::previewed, problem>;
net::http_response render_preview(const preview_result& result);
net::http_response render_preview_array(const std::vector<preview_result>& results);

net::http_response render_balance(const facts::balance& balance);

}  // namespace kaskad::gateway::api
