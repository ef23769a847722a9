#pragma once

#include "gateway/api/json_writer.hpp"
#include "gateway/api/message_view.hpp"

#include <string>

// Why a link was chosen, for operators only: candidates with what was believed of them, the draw, and all of it in
// words. Shares are written as decimals of 1.

namespace kaskad::gateway::api {

// "link": {"id": 3, "name": "alpha"}, or null
void write_link(json_writer& out, core::link_id id, const operator_sources& sources);

// "decision": {...}
void write_decision(json_writer& out, const routing::decision& decision, const operator_sources& sources);

// 9205 of 10,000 -> "0.9205"
std::string share_text(uint32_t share, uint32_t whole = 10'000);

}  // namespace kaskad::gateway::api
