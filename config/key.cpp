#include "config/key.hpp"

namespace kaskad::config {

bool is_kind(const value& found, value_kind expected, const place& where) {
    if (found.kind == expected) return true;
    where.complain(found.at, fmt::format("expected {}, found {}", to_string(expected), to_string(found.kind)));
    return false;
}

bool is_text(const value& found, std::string_view expected, const place& where) {
    if (found.kind == value_kind::text) return true;
    where.complain(found.at, fmt::format("expected {}, found {}", expected, to_string(found.kind)));
    return false;
}

std::string to_string(whole_range range) {
    if (range.min + range.step == range.max) return fmt::format("{} or {}", range.min, range.max);
    return fmt::format("{} to {}", range.min, range.max);
}

}  // namespace kaskad::config
