#include "routing/number_plan_text.hpp"

#include "routing/trimmed.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace kaskad::routing {

namespace {

// A column's name and the member that it fills.
struct column {
    std::string_view name;
    std::string& (*member)(number_plan_row& row);
};

constexpr column COLUMNS[] = {
    {"prefix", [](number_plan_row& row) -> std::string& { return row.prefix; }},
    {"country", [](number_plan_row& row) -> std::string& { return row.network.country; }},
    {"mccmnc", [](number_plan_row& row) -> std::string& { return row.network.mccmnc; }},
    {"operator", [](number_plan_row& row) -> std::string& { return row.network.name; }},
    {"to", [](number_plan_row& row) -> std::string& { return row.to; }},
    {"group", [](number_plan_row& row) -> std::string& { return row.network.group; }},
    {"zone", [](number_plan_row& row) -> std::string& { return row.zone; }},
};
constexpr size_t COLUMNS_ALWAYS = 4;  // without a heading
constexpr std::string_view REQUIRED[] = {"prefix", "country", "operator"};

using columns = std::vector<const column*>;

std::string_view take_line(std::string_view& text) {
    const size_t end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view take_field(std::string_view& line) {
    const size_t comma = line.find(',');
    const auto field = trimmed(line.substr(0, comma));
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
    return field;
}

bool has_column(const columns& order, std::string_view name) {
    return std::ranges::find(order, name, &column::name) != order.end();
}

columns first_columns() {
    columns order;
    for (size_t index = 0; index < COLUMNS_ALWAYS; ++index)
        order.push_back(&COLUMNS[index]);
    return order;
}

// Refused, with the reason: a column that is not known, or comes twice, or is missing.
std::expected<columns, std::string> read_heading(std::string_view line) {
    columns order;
    while (!line.empty()) {
        const auto name = take_field(line);
        const auto* const known = std::ranges::find(COLUMNS, name, &column::name);
        if (known == std::end(COLUMNS)) {
            return std::unexpected("there is no column '" + std::string{name} +
                                   "'; there are prefix, to, country, mccmnc, operator, group, zone");
        }
        if (has_column(order, name)) {
            return std::unexpected("the column '" + std::string{name} + "' comes twice");
        }
        order.push_back(known);
    }
    for (const auto name : REQUIRED) {
        if (!has_column(order, name)) {
            return std::unexpected("the column '" + std::string{name} + "' is missing");
        }
    }
    return order;
}

std::string form_of(const columns& order) {
    std::string form;
    for (const auto* one : order)
        form.append(form.empty() ? "" : ",").append(one->name);
    return form;
}

std::expected<number_plan_row, std::string> read_row(std::string_view line, const columns& order) {
    if (std::ranges::count(line, ',') + 1 != static_cast<ptrdiff_t>(order.size())) {
        return std::unexpected("a rule is written " + form_of(order));
    }
    number_plan_row row;
    for (const auto* one : order)
        one->member(row) = take_field(line);
    return row;
}

}  // namespace

std::expected<std::vector<number_plan_row>, row_error> parse_number_plan(std::string_view text) {
    std::vector<number_plan_row> rows;
    columns order = first_columns();
    bool is_first = true;
    uint32_t number = 0;
    while (!text.empty()) {
        const auto line = trimmed(take_line(text));
        ++number;
        if (line.empty() || line.starts_with('#')) continue;
        if (std::exchange(is_first, false) && line.starts_with("prefix,")) {
            auto named = read_heading(line);
            if (!named) return std::unexpected(row_error{number, std::move(named.error())});
            order = std::move(*named);
            continue;
        }
        if (rows.size() == NUMBER_PLAN_ROWS_MAX) {
            return std::unexpected(row_error{number, "a number plan has at most 1000000 rows"});
        }
        auto row = read_row(line, order);
        if (!row) return std::unexpected(row_error{number, std::move(row.error())});
        row->line = number;
        rows.push_back(std::move(*row));
    }
    return rows;
}

}  // namespace kaskad::routing
