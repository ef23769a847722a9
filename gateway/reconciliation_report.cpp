#include "gateway/reconciliation_report.hpp"

#include "channels/twiml.hpp"
#include "gateway/text_table.hpp"
#include "gateway/waterfall_chart.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::all_categories;
using billing::reconciliation::category;
using billing::reconciliation::exact_sum;
using channels::escape_xml;

constexpr uint64_t ROWS_ON_PAGE = 50;

constexpr std::string_view STYLE =
    "body{font:15px/1.4 sans-serif;max-width:72em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:.5em 0 1.5em}td,th{padding:.25em .7em;border-bottom:1px solid #ddd;"
    "text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "tr.sum td{font-weight:bold;border-top:2px solid #444}.rows{font-size:12px}svg{max-width:100%;height:auto}";

std::string cell(const std::string& text, bool is_number = false) {
    return fmt::format("<td{}>{}</td>", is_number ? " class=\"n\"" : "", escape_xml(text));
}

std::string line_row(const report_line& line) {
    return fmt::format("<tr{}>{}{}{}</tr>\n", line.count.empty() ? " class=\"sum\"" : "", cell(line.name),
                       cell(line.count, true), cell(line.sum, true));
}

std::string side_cells(const told_side& side) {
    std::string made;
    for (const auto* value : {&side.place, &side.operator_id, &side.time, &side.recipient, &side.status, &side.units,
                              &side.network, &side.amount})
        made += cell(*value);
    return made;
}

constexpr std::string_view ROWS_HEAD =
    "<tr><th>difference</th><th>our message</th><th>operator's id</th><th>time (UTC)</th><th>recipient</th>"
    "<th>status</th><th>parts</th><th>network</th><th>amount</th><th>their line</th><th>id</th><th>time (UTC)</th>"
    "<th>recipient</th><th>status</th><th>parts</th><th>network</th><th>amount</th></tr>\n";

// Some rows of a category; nothing where there are none.
std::expected<std::string, std::string> rows_of(difference_list& list, category why) {
    std::string rows;
    const auto told = list.tell(why, ROWS_ON_PAGE, [&](const told_difference& each) {
        rows += fmt::format("<tr>{}{}{}</tr>\n", cell(each.delta + " " + each.currency, true), side_cells(each.ours),
                            side_cells(each.theirs));
        return true;
    });
    if (!told) return std::unexpected(told.error());
    if (rows.empty()) return rows;
    return fmt::format("<h3>{} (the first {} at most)</h3>\n<table class=\"rows\">{}{}</table>\n", to_string(why),
                       ROWS_ON_PAGE, ROWS_HEAD, rows);
}

std::string currency_part(const reconciled& run, uint8_t currency, const std::optional<core::amount>& invoice) {
    const auto name = core::to_string(run.currencies.all()[currency]);
    auto made = fmt::format("<h2>{}</h2>\n<table><tr><th></th><th>rows</th><th>{}</th></tr>\n", name, name);
    for (const auto& line : waterfall_lines(run, currency, invoice))
        made += line_row(line);
    made += "</table>\n";
    const auto chart = draw_waterfall(run.matched.sums.of(currency), name);
    return made + (chart ? *chart : "<p>" + escape_xml(chart.error()) + ".</p>") + "\n";
}

// The invoice is in the currency in which we owe: the first one, where there are several.
std::optional<core::amount> invoice_of(const reconciled& run, const report_heading& heading, size_t currency) {
    size_t owed = 0;
    while (owed + 1 < run.currencies.all().size() && run.matched.sums.of(static_cast<uint8_t>(owed)).our_e6 == 0)
        ++owed;
    return currency == owed ? heading.invoice : std::nullopt;
}

}  // namespace

std::vector<report_line> waterfall_lines(const reconciled& run, uint8_t currency,
                                         const std::optional<core::amount>& invoice) {
    const auto& sums = run.matched.sums.of(currency);
    std::vector<report_line> made{{"our total", {}, exact_sum(sums.our_e6)}};
    for (const auto why : all_categories()) {
        const auto& step = sums.at(why);
        if (step.findings > 0)
            made.push_back({std::string{to_string(why)}, std::to_string(step.findings), exact_sum(step.delta_e6)});
    }
    made.push_back({"their total", {}, exact_sum(sums.their_e6)});
    made.push_back({"their total above ours", {}, exact_sum(sums.their_e6 - sums.our_e6)});
    if (!invoice) return made;
    made.push_back({"the invoice asks", {}, core::to_string(*invoice)});
    made.push_back({"of it in no row of the file", {}, exact_sum(invoice->e6 - sums.their_e6)});
    return made;
}

std::vector<report_line> run_lines(const reconciled& run, const report_heading& heading) {
    return {{"supplier", {}, heading.supplier},
            {"period", {}, heading.period},
            {"file", {}, heading.file},
            {"SHA-256", {}, run.identity.sha256},
            {"rows of the file", {}, fmt::format("{} ({} octets)", run.file.rows, run.identity.octets)},
            {"rows of ours", {}, fmt::format("{} ({} messages read)", run.matched.sums.our_rows(), run.our_messages)},
            {"time zone", {}, run.zone_words},
            {"ids", {}, run.id_words},
            {"rounding up to", {}, core::to_string(run.terms.rounding_max)}};
}

std::string print_reconciliation(const reconciled& run, const report_heading& heading) {
    std::string made;
    for (const auto& line : run_lines(run, heading))
        made += fmt::format("{:<18}{}\n", line.name, line.sum);
    for (const auto& warning : run.warnings)
        made += "note: " + warning + "\n";
    for (size_t currency = 0; currency < run.currencies.all().size(); ++currency) {
        text_table table{{"", ">rows", ">" + core::to_string(run.currencies.all()[currency])}};
        for (const auto& line :
             waterfall_lines(run, static_cast<uint8_t>(currency), invoice_of(run, heading, currency)))
            table.add({line.name, line.count, line.sum});
        made += "\n" + table.text();
    }
    return made;
}

std::expected<std::string, std::string> reconciliation_page(const reconciled& run, const report_heading& heading,
                                                            difference_list& list) {
    const auto title = escape_xml("Reconciliation: " + heading.supplier + ", " + heading.period);
    auto made = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title><style>{}</style></head>"
        "<body>\n<h1>{}</h1>\n<table>\n",
        title, STYLE, title);
    for (const auto& line : run_lines(run, heading))
        made += fmt::format("<tr>{}{}</tr>\n", cell(line.name), cell(line.sum));
    made += "</table>\n";
    for (const auto& warning : run.warnings)
        made += "<p>Note: " + escape_xml(warning) + "</p>\n";
    for (size_t currency = 0; currency < run.currencies.all().size(); ++currency)
        made += currency_part(run, static_cast<uint8_t>(currency), invoice_of(run, heading, currency));
    made += "<h2>Rows</h2>\n";
    for (const auto why : all_categories()) {
        const auto rows = rows_of(list, why);
        if (!rows) return std::unexpected(rows.error());
        made += *rows;
    }
    return made + "</body></html>\n";
}

std::expected<std::string, std::string> print_differences(difference_list& list, category why, uint64_t limit) {
    text_table table{{">difference", "our message", "operator's id", "time (UTC)", "recipient", "status", ">parts",
                      ">amount", "their line", "id", "time (UTC)", "status", ">parts", ">amount", "network"}};
    const auto told = list.tell(why, limit, [&](const told_difference& each) {
        const auto& [ours, theirs] = std::pair{each.ours, each.theirs};
        const auto& recipient = ours.recipient.empty() ? theirs.recipient : ours.recipient;
        const bool is_one = ours.network == theirs.network || theirs.network.empty() || ours.network.empty();
        const auto network =
            is_one ? (ours.network.empty() ? theirs.network : ours.network) : ours.network + " / " + theirs.network;
        table.add({each.delta + " " + each.currency, ours.place, ours.operator_id, ours.time, recipient, ours.status,
                   ours.units, ours.amount, theirs.place, theirs.operator_id, theirs.time, theirs.status, theirs.units,
                   theirs.amount, network});
        return true;
    });
    if (!told) return std::unexpected(told.error());
    return fmt::format("\n{}\n{}", to_string(why), table.text());
}

}  // namespace kaskad::gateway
