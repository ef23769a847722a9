#pragma once

#include <cstdint>
#include <string_view>

// How the links that may carry a message are ranked. Every policy ranks the same filtered list.

namespace kaskad::routing {

enum class policy_kind : uint8_t {
    least_cost = 0,          // the cheapest of those that deliver at least the floor
    cost_per_delivered = 1,  // the least cost of a delivered message
    best_quality = 2,        // most deliveries in time; of equal ones the cheapest
    balanced = 3,            // the least cost of a delivery among those within a band of the best quality
    expected_value = 4,      // most of what a delivery is worth, less what it costs
    weighted = 5,            // by fixed shares
    chain = 6,               // in a fixed order
    forced = 7,              // this link and no other
};

std::string_view to_string(policy_kind value);

}  // namespace kaskad::routing
