#include "gateway/rates_command.hpp"

#include "config/config.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/serve.hpp"
#include "routing/sheet_difference.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr size_t DAY_DIGITS = 10;  // of "2026-12-01T00:00:00.000Z"

struct arguments {
    std::string sheet;
    std::string before;
    std::string at;
    rates_terms terms;
};

json::value price_object(const routing::sheet_price& row) {
    if (row.currency == core::currency{}) return nullptr;
    return json::object{{"submit", core::to_string(row.submit)},
                        {"delivered", core::to_string(row.delivered)},
                        {"currency", core::to_string(row.currency)},
                        {"line", row.line}};
}

json::object change_object(const routing::price_change& change) {
    const bool is_gone = change.kind == routing::price_change_kind::missing;
    return {{"change", routing::to_string(change.kind)},
            {"network", routing::destination_of(is_gone ? change.before : change.after)},
            {"before", price_object(change.before)},
            {"after", price_object(change.after)},
            {"large", change.is_large}};
}

void add_faults(rates_report& report, std::string_view of, const routing::price_sheet& sheet) {
    for (const auto& fault : sheet.faults) {
        const json::object object{{"sheet", of}, {"line", fault.line}, {"column", fault.column}, {"error", fault.why}};
        report.lines.push_back(json::serialize(object));
    }
    report.lines.push_back(
        json::serialize(json::object{{"sheet", of}, {"rows", sheet.rows.size()}, {"faults", sheet.fault_count}}));
    if (sheet.fault_count != 0) report.is_sound = false;
}

int64_t last_beginning(const routing::price_sheet& sheet) {
    int64_t last = 0;
    for (const auto& row : sheet.rows)
        last = std::max(last, row.from_local_ms);
    return last;
}

void add_changes(rates_report& report, const routing::price_sheet& before, const routing::price_sheet& after,
                 const rates_terms& terms) {
    const auto at = terms.at_local_ms.value_or(last_beginning(after));
    const auto difference = routing::compare_sheets(before.rows, after.rows, at, terms.large_percent);
    for (const auto& change : difference.changes)
        report.lines.push_back(json::serialize(change_object(change)));
    json::object counts{{"at", at == 0 ? "" : api::render_timestamp(at).substr(0, DAY_DIGITS)}};
    for (size_t kind = 0; kind < routing::PRICE_CHANGE_KINDS; ++kind)
        counts[routing::to_string(static_cast<routing::price_change_kind>(kind))] = difference.counts[kind];
    counts["large"] = difference.large;
    counts["same"] = difference.same;
    report.lines.push_back(json::serialize(counts));
}

std::string read_or_refuse(const std::string& option, const std::string& path) {
    auto text = config::read_file(path);
    if (!text) throw CLI::ValidationError(option, text.error());
    return std::move(*text);
}

int print_rates(arguments given) {
    if (!given.at.empty()) {
        given.terms.at_local_ms = api::parse_timestamp(given.at + "T00:00:00Z");
        if (!given.terms.at_local_ms) throw CLI::ValidationError("--at", given.at + " is not a day, as 2026-01-31");
    }
    const auto sheet = read_or_refuse("FILE", given.sheet);
    std::optional<std::string> before;
    if (!given.before.empty()) before = read_or_refuse("--before", given.before);
    const auto report = describe_rates(sheet, before, given.terms);
    for (const auto& line : report.lines)
        fmt::print("{}\n", line);
    return report.is_sound ? EXIT_OK : EXIT_FAILED;
}

}  // namespace

rates_report describe_rates(std::string_view sheet, std::optional<std::string_view> before, const rates_terms& terms) {
    rates_report report;
    const auto after = routing::read_price_sheet(sheet, terms.form);
    if (!before) {
        add_faults(report, "new", after);
        return report;
    }
    const auto earlier = routing::read_price_sheet(*before, terms.form);
    if (earlier.fault_count != 0) add_faults(report, "before", earlier);
    if (after.fault_count != 0) add_faults(report, "new", after);
    if (report.is_sound) add_changes(report, earlier, after, terms);
    return report;
}

void add_form_options(CLI::App& command, routing::price_sheet_form& form) {
    command.add_flag("--decimal-comma", form.decimal_comma, "0,0345 instead of 0.0345");
    command.add_option("--network", form.network, "the column of MCC and MNC")->capture_default_str();
    command.add_option("--submit", form.submit, "the column of the price of a part sent")->capture_default_str();
    command.add_option("--delivered", form.delivered, "the column of what a delivered part costs besides")
        ->capture_default_str();
    command.add_option("--currency", form.currency, "the column of the currency")->capture_default_str();
    command.add_option("--effective", form.effective, "the column of the first day")->capture_default_str();
}

void add_rates_command(CLI::App& app, int& result) {
    auto* command = app.add_subcommand("rates",
                                       "judge a supplier's rate sheet (CSV) and say what it changes, as JSON "
                                       "objects, one a line; changes nothing");
    auto given = std::make_shared<arguments>();
    command->add_option("FILE", given->sheet, "the sheet")->required();
    command->add_option("--before", given->before, "the sheet that it takes the place of");
    command->add_option("--at", given->at, "compare as of this day; if left out, when the whole sheet has begun");
    command->add_option("--over", given->terms.large_percent, "per cent; a larger change is marked")
        ->capture_default_str();
    add_form_options(*command, given->terms.form);
    command->callback([&result, given] { result = print_rates(*given); });
}

}  // namespace kaskad::gateway
