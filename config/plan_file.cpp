#include "config/plan_file.hpp"

#include "routing/number_plan_text.hpp"

#include <algorithm>

namespace kaskad::config {

namespace {

position line_of(size_t row) {
    return {static_cast<uint32_t>(row), 0};
}

// A parser stops at the first mistake. With that line made a comment it finds the next one.
void hide_line(std::string& text, size_t number) {
    size_t start = 0;
    for (size_t line = 1; line < number && start != text.npos; ++line) {
        const size_t end = text.find('\n', start);
        start = end == text.npos ? end : end + 1;
    }
    if (start < text.size()) text[start] = '#';
}

std::vector<routing::number_plan_row> read_rows(std::string& text, const std::string& file, problems& found) {
    for (int mistakes = 0; mistakes < PLAN_MISTAKES_MAX; ++mistakes) {
        auto rows = routing::parse_number_plan(text);
        if (rows) return std::move(*rows);
        found.add_in(file, line_of(rows.error().row), "", rows.error().why);
        hide_line(text, rows.error().row);
    }
    return {};
}

}  // namespace

std::vector<routing::number_plan_row> read_plan(std::string text, const std::string& file, problems& found) {
    auto rows = read_rows(text, file, found);
    for (int mistakes = 0; mistakes < PLAN_MISTAKES_MAX; ++mistakes) {
        const auto plan = routing::number_plan::build(1, rows);
        if (plan) break;
        const size_t line = plan.error().row;
        found.add_in(file, line_of(line), "", plan.error().why);
        if (std::erase_if(rows, [&](const auto& row) { return row.line == line; }) == 0) break;
    }
    return rows;
}

}  // namespace kaskad::config
