#pragma once

#include "config/problem.hpp"
#include "routing/number_plan.hpp"

#include <string>
#include <string_view>
#include <vector>

// The number plan's file: reads its rows and tells each mistake with that file's line.

namespace kaskad::config {

// So many mistakes are looked for; the text is read anew behind each.
inline constexpr int PLAN_MISTAKES_MAX = 20;

// The rows that are right, whether or not others are wrong.
std::vector<routing::number_plan_row> read_plan(std::string text, const std::string& file, problems& found);

}  // namespace kaskad::config
