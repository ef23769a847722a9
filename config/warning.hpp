#pragma once

#include "config/declared.hpp"
#include "config/problem.hpp"
#include "routing/number_plan.hpp"

#include <span>

// What is allowed and probably not meant: a link without a price is never used, a typing error in a network's code
// prices nothing, a key that everybody can guess listens to the world.

namespace kaskad::config {

void warn(const written_file& file, std::span<const routing::number_plan_row> plan, problems& out);

}  // namespace kaskad::config
