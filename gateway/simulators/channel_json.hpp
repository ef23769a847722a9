#pragma once

#include "net/http_message.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// JSON as the simulated messengers read and answer it.

namespace kaskad::gateway::simulators {

// Nothing for what is no JSON object.
std::optional<boost::json::value> parse_object(std::string_view body);

// At a pointer such as "/template/name": a text, or a number written as one; empty where there is neither.
std::string text_at(const boost::json::value& from, const char* pointer);
// Nothing where there is no whole number.
std::optional<int64_t> number_at(const boost::json::value& from, const char* pointer);

// As a number where it is one, else as the text it is.
boost::json::value as_number(std::string_view text);

net::http_response json_answer(int status, const boost::json::value& body);

}  // namespace kaskad::gateway::simulators
