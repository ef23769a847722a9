#pragma once

#include "tests/gateway/supplier_world.hpp"

#include <functional>
#include <string>
#include <vector>

// Five shapes in which suppliers write one thing, each with its mapping.

namespace kaskad::gateway::testing {

struct file_shape_case {
    std::string name;
    // minutes: how far the supplier's clock is ahead of UTC.
    std::function<std::string(const std::vector<billed_part>& rows, int32_t minutes)> write;
    // zone: empty = to be found out.
    std::function<std::string(const std::string& zone, int32_t minutes)> mapping;
};

const std::vector<file_shape_case>& all_shapes();

}  // namespace kaskad::gateway::testing
