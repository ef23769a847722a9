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

// The same, where it must be an object.
std::expected<boost::json::object, problem> parse_json_object(std::string_view body);

// "a string", "an array": for sentences.
std::string_view kind_name(const boost::json::value& value);

}  // namespace kaskad::gateway::api
