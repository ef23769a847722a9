#pragma once

#include "gateway/api/problem.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <expected>
#include <string_view>

// A request's body as JSON, or where and why it is none. Pure.

namespace kaskad::gateway::api {

text_position position_at(std::string_view body, size_t offset);

std::expected<boost::json::value, problem> parse_json(std::string_view body, boost::json::storage_ptr memory = {});

}  // namespace kaskad::gateway::api
