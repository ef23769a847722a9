#pragma once

#include "gateway/api/problem.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// The body of POST /v1/lookups: {"numbers": ["+49...", ...]}. Judges form only; what a number is worth is the engine's
// to say. Pure.

namespace kaskad::gateway::api {

inline constexpr size_t LOOKUPS_MAX = 100;

// 1 to LOOKUPS_MAX numbers, in order.
std::expected<std::vector<std::string>, problem> parse_lookup_request(std::string_view body);

}  // namespace kaskad::gateway::api
