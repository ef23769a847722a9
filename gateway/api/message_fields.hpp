#pragma once

#include "engine/facts/command.hpp"
#include "gateway/api/problem.hpp"

#include <boost/json/fwd.hpp>

#include <expected>

// One JSON value as a message to submit: names, types and ranges. Pure.

namespace kaskad::gateway::api {

// Errors name every field at fault (up to FIELD_ERRORS_MAX); the code is that of the first.
std::expected<facts::submit_message, problem> parse_message_fields(const boost::json::value& item);

}  // namespace kaskad::gateway::api
