#pragma once

#include "routing/number_plan.hpp"

#include <expected>
#include <string_view>
#include <vector>

// A number plan as people keep it: comma-separated text. Reads the form only; whether the rules make sense is
// number_plan::build's to say.

namespace kaskad::routing {

// The text form, a rule a line, fields divided by commas; no quoting, so none holds a comma. Empty lines and lines that
// begin with # are skipped. A first line that begins with "prefix," names the columns in their order:
//   prefix, country, operator  always      to        the last number of a range that begins with prefix
//   mccmnc                     or empty    group     as DE/vodafone        zone    as Europe/Berlin
// Without it they are prefix,country,mccmnc,operator.
std::expected<std::vector<number_plan_row>, row_error> parse_number_plan(std::string_view text);

}  // namespace kaskad::routing
