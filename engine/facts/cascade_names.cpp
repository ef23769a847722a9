#include "engine/facts/cascade_names.hpp"

#include <array>
#include <cstddef>

namespace kaskad::facts {

namespace {

constexpr std::array<std::string_view, 4> GOALS{"accepted", "sent", "delivered", "read"};
constexpr std::array<std::string_view, 2> HOURS{"skip", "hold"};
constexpr std::array<std::string_view, 6> CAUSES{"refused", "account", "config", "undelivered", "expired", "partial"};
constexpr std::array<std::string_view, 2> DUPLICATES{"allow", "avoid"};
constexpr std::array<std::string_view, 5> REVOCATIONS{"none", "asked", "yes", "too_late", "no"};

template <typename Value, size_t N>
std::optional<Value> parse(const std::array<std::string_view, N>& names, std::string_view text) {
    for (size_t index = 0; index < N; ++index) {
        if (names[index] == text) return static_cast<Value>(index);
    }
    return std::nullopt;
}

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

std::string_view to_string(revocation value) {
    return REVOCATIONS.at(static_cast<size_t>(value));
}

std::optional<step_goal> parse_step_goal(std::string_view text) {
    return parse<step_goal>(GOALS, text);
}

std::optional<hours_rule> parse_hours_rule(std::string_view text) {
    return parse<hours_rule>(HOURS, text);
}

std::optional<advance_cause> parse_advance_cause(std::string_view text) {
    return parse<advance_cause>(CAUSES, text);
}

std::optional<duplicate_rule> parse_duplicate_rule(std::string_view text) {
    return parse<duplicate_rule>(DUPLICATES, text);
}

}  // namespace kaskad::facts
