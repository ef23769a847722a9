#include "routing/policy.hpp"

namespace kaskad::routing {

std::string_view to_string(policy_kind value) {
    switch (value) {
        case policy_kind::least_cost:
            return "least_cost";
        case policy_kind::cost_per_delivered:
            return "cost_per_delivered";
        case policy_kind::best_quality:
            return "best_quality";
        case policy_kind::balanced:
            return "balanced";
        case policy_kind::expected_value:
            return "expected_value";
        case policy_kind::weighted:
            return "weighted";
        case policy_kind::chain:
            return "chain";
        case policy_kind::forced:
            return "forced";
    }
    return "unknown";
}

}  // namespace kaskad::routing
