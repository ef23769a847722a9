#include "routing/number_plan_text.hpp"

#include "routing/trimmed.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace kaskad::routing {

namespace {

constexpr size_t FIELDS = 4;

std::string_view take_line(std::string_view& text) {
    const size_t end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// Empty result: not four fields.
std::optional<std::array<std::string_view, FIELDS>> split(std::string_view line) {
    std::array<std::string_view, FIELDS> fields;
    for (size_t index = 0; index + 1 < FIELDS; ++index) {
        const size_t comma = line.find(',');
        if (comma == std::string_view::npos) return std::nullopt;
        fields[index] = trimmed(line.substr(0, comma));
        line.remove_prefix(comma + 1);
    }
    if (line.contains(',')) return std::nullopt;
    fields.back() = trimmed(line);
    return fields;
}

}  // namespace

std::expected<std::vector<number_plan_row>, row_error> parse_number_plan(std::string_view text) {
    std::vector<number_plan_row> rows;
    uint32_t number = 0;
    while (!text.empty()) {
        const auto line = trimmed(take_line(text));
        ++number;
        if (line.empty() || line.starts_with('#')) continue;
        if (rows.empty() && line.starts_with("prefix,")) continue;
        const auto fields = split(line);
        if (!fields) return std::unexpected(row_error{number, "a rule is written prefix,country,mccmnc,operator"});
        if (rows.size() == NUMBER_PLAN_ROWS_MAX) {
            return std::unexpected(row_error{number, "a number plan has at most 1000000 rows"});
        }
        const auto& [prefix, country, mccmnc, name] = *fields;
        rows.push_back({std::string{prefix}, {std::string{mccmnc}, std::string{country}, std::string{name}}, number});
    }
    return rows;
}

}  // namespace kaskad::routing
