#pragma once

#include "gateway/api/message_view.hpp"
#include "gateway/api/route_test_report.hpp"

#include <map>
#include <string>

// Tests of routes as JSON, for operators. Pure.

namespace kaskad::gateway::api {

// {"id", "texts", "cost", "currency"}
std::string render_started(const facts::route_test_started& value);

// {"route_tests": [...]}, newest first: what each is, how many texts, how many of them a phone has.
std::string render_route_tests(const facts::route_tests& value, const link_names& links);

// One of them with a report for each text. messages: as far as they could be read.
std::string render_route_test(const facts::route_test& value,
                              const std::map<core::message_id, facts::message>& messages, const link_names& links);

}  // namespace kaskad::gateway::api
