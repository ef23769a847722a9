#pragma once

#include "routing/number_plan.hpp"

#include <expected>
#include <string_view>
#include <vector>

// A number plan as people keep it: comma-separated text. Reads the form only; whether the rules make sense is
// number_plan::build's to say.

namespace kaskad::routing {

// The text form, a rule a line: prefix,country,mccmnc,operator. No quoting; the operator may hold no comma. Empty
// lines and lines that begin with # are skipped, as is a first line that begins with "prefix,". mccmnc may be empty.
std::expected<std::vector<number_plan_row>, row_error> parse_number_plan(std::string_view text);

}  // namespace kaskad::routing
