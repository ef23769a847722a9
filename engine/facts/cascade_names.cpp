#include "engine/facts/cascade_names.hpp"

#include <array>
#include <cstddef>

namespace kaskad::facts {

namespace {

constexpr std::array<std::string_view, 4> GOALS{"accepted", "sent", "delivered", "read"};
constexpr std::array<std::string_view, 2> HOURS{"skip", "hold"};
constexpr std::array<std::string_view, 6> CAUSES{"refused", "account", "config", "undelivered", "expired", "partial"};
constexpr std::array<std::string_view, 2> DUPLICATES{"allow", "avoid"};
constexpr std::array<std::string_view, 2> ORDERS{"as_written", "expected_cost"};
constexpr std::array<std::string_view, 5> REVOCATIONS{"none", "asked", "yes", "too_late", "no"};

}  // namespace

std::string_view to_string(step_goal value) {
    return GOALS.at(static_cast<size_t>(value));
}

std::string_view to_string(hours_rule value) {
    return HOURS.at(static_cast<size_t>(value));
}

std::string_view to_string(advance_cause value) {
    return CAUSES.at(static_cast<size_t>(value));
}

std::string_view to_string(duplicate_rule value) {
    return DUPLICATES.at(static_cast<size_t>(value));
}

std::string_view to_string(step_order value) {
    return ORDERS.at(static_cast<size_t>(value));
}

std::string_view to_string(revocation value) {
    return REVOCATIONS.at(static_cast<size_t>(value));
}

}  // namespace kaskad::facts
