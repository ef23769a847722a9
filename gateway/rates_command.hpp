#pragma once

#include "routing/price_sheet.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// `kaskad rates FILE [--before FILE]`: judges a supplier's rate sheet and says what it changes of the one before, as
// JSON objects, one a line. Reads the files and nothing else; what a gateway's own prices are it does not know.

namespace kaskad::gateway {

// at_local_ms: the moment compared at, by the supplier's clock counted as if it were UTC; empty = when every row of the
// new sheet has begun. large_percent: see routing::compare_sheets.
struct rates_terms {
    routing::price_sheet_form form;
    std::optional<int64_t> at_local_ms;
    uint32_t large_percent = 10;
};

struct rates_report {
    std::vector<std::string> lines;
    bool is_sound = true;  // no row of either sheet is at fault
};

// Without `before`, the faults of the sheet and their count. With it, and no faults, each change, then the counts.
rates_report describe_rates(std::string_view sheet, std::optional<std::string_view> before, const rates_terms& terms);

// What the supplier calls its columns, and its decimal sign.
void add_form_options(CLI::App& command, routing::price_sheet_form& form);

// Sets `result` to the exit code when the command ran.
void add_rates_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
