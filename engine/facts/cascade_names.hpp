#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/facts/channel.hpp"

#include <optional>
#include <string_view>

// The words by which cascades are written: stable, in requests, answers and logs.

namespace kaskad::facts {

std::string_view to_string(step_goal value);
std::string_view to_string(hours_rule value);
std::string_view to_string(advance_cause value);
std::string_view to_string(duplicate_rule value);
std::string_view to_string(revocation value);

std::optional<step_goal> parse_step_goal(std::string_view text);
std::optional<hours_rule> parse_hours_rule(std::string_view text);
std::optional<advance_cause> parse_advance_cause(std::string_view text);
std::optional<duplicate_rule> parse_duplicate_rule(std::string_view text);

}  // namespace kaskad::facts
