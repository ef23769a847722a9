#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/facts/channel.hpp"

#include <string_view>

// The words by which cascades are written: stable, in requests, answers and logs.

namespace kaskad::facts {

// The zone of a step whose hours are the recipient's own.
inline constexpr std::string_view RECIPIENT_ZONE = "recipient";

std::string_view to_string(step_goal value);
std::string_view to_string(hours_rule value);
std::string_view to_string(advance_cause value);
std::string_view to_string(duplicate_rule value);
std::string_view to_string(step_order value);
std::string_view to_string(revocation value);

}  // namespace kaskad::facts
