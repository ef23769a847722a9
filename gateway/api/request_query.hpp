#pragma once

#include "gateway/api/problem.hpp"

#include <expected>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

// The parameters behind the '?' of a GET, each at most once and each by a name that its address knows. Pure.

namespace kaskad::gateway::api {

using request_query = std::map<std::string, std::string, std::less<>>;

// Says which parameter is at fault, and why.
std::unexpected<problem> refuse_parameter(std::string_view code, std::string_view name, std::string why);

// Unknown and repeated parameters are refused by name.
std::expected<request_query, problem> parse_request_query(std::string_view query,
                                                          std::initializer_list<std::string_view> known);

// Null: it was not given.
const std::string* find_parameter(const request_query& query, std::string_view name);

}  // namespace kaskad::gateway::api
