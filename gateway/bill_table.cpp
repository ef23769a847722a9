#include "gateway/bill_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::gateway {

namespace {

using cells = std::array<std::string, 10>;

struct column {
    std::string_view head;
    bool is_number = true;
};

constexpr std::array<column, 10> COLUMNS{{{"client", false},
                                          {"messages"},
                                          {"usage"},
                                          {"fees"},
                                          {"credits"},
                                          {"net"},
                                          {"tax"},
                                          {"gross"},
                                          {"currency", false},
                                          {"number", false}}};

core::amount& sum_for(bill_row& row, billing::line_kind kind) {
    switch (kind) {
        case billing::line_kind::messages:
        case billing::line_kind::late_messages:
        case billing::line_kind::lookups:
            return row.usage;
        case billing::line_kind::fee:
        case billing::line_kind::commitment:
            return row.fees;
        case billing::line_kind::volume_credit:
        case billing::line_kind::credit:
        case billing::line_kind::correction:
            return row.credits;
    }
    return row.credits;
}

bool is_of_messages(billing::line_kind kind) {
    return kind == billing::line_kind::messages || kind == billing::line_kind::late_messages;
}

// As many decimals as the currency's coins have, so that points stand below each other.
std::string in_coins(core::amount value, core::currency currency) {
    const auto decimals = static_cast<size_t>(billing::coin_decimals(currency));
    auto text = core::to_string(value);
    if (decimals == 0) return text;
    auto point = text.find('.');
    if (point == std::string::npos) {
        point = text.size();
        text += '.';
    }
    const auto shown = text.size() - point - 1;
    if (shown < decimals) text.append(decimals - shown, '0');
    return text;
}

cells cells_of(const bill_row& row) {
    const auto money = [&row](core::amount value) { return in_coins(value, row.currency); };
    return {row.client,
            std::to_string(row.messages),
            money(row.usage),
            money(row.fees),
            money(row.credits),
            money(row.net),
            money(row.tax),
            money(row.gross),
            core::to_string(row.currency),
            row.number};
}

// In characters as long as they are ASCII, as clients' names, numbers and money are.
std::array<size_t, 10> widths_of(const std::vector<cells>& lines) {
    std::array<size_t, 10> widths{};
    for (const auto& line : lines)
        for (size_t at = 0; at < line.size(); ++at)
            widths[at] = std::max(widths[at], line[at].size());
    return widths;
}

std::string render_cells(const cells& line, const std::array<size_t, 10>& widths) {
    std::string text;
    for (size_t at = 0; at < line.size(); ++at) {
        const auto* form = COLUMNS[at].is_number ? "{:>{}}  " : "{:<{}}  ";
        text += fmt::format(fmt::runtime(form), line[at], widths[at]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
}

}  // namespace

bill_row make_row(std::string_view client, const billing::invoice& invoice, std::string number) {
    bill_row row{.client = std::string{client},
                 .currency = invoice.currency,
                 .messages = 0,
                 .usage = {},
                 .fees = {},
                 .credits = {},
                 .net = invoice.net,
                 .tax = invoice.tax,
                 .gross = invoice.gross,
                 .number = std::move(number)};
    for (const auto& line : invoice.lines) {
        if (is_of_messages(line.kind)) row.messages += line.items;
        auto& sum = sum_for(row, line.kind);
        sum = sum + line.net;
    }
    return row;
}

std::string render_table(const std::vector<bill_row>& rows) {
    std::vector<cells> lines(1);
    for (size_t at = 0; at < COLUMNS.size(); ++at)
        lines.front()[at] = COLUMNS[at].head;
    for (const auto& row : rows)
        lines.push_back(cells_of(row));
    const auto widths = widths_of(lines);
    std::string text;
    for (const auto& line : lines)
        text += render_cells(line, widths);
    return text;
}

}  // namespace kaskad::gateway
