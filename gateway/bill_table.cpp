#include "gateway/bill_table.hpp"

#include "gateway/invoice_words.hpp"
#include "gateway/text_table.hpp"

#include <utility>

namespace kaskad::gateway {

namespace {

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

std::vector<std::string> cells_of(const bill_row& row) {
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
    text_table made{
        {"client", ">messages", ">usage", ">fees", ">credits", ">net", ">tax", ">gross", "currency", "number"}};
    for (const auto& row : rows)
        made.add(cells_of(row));
    return made.text();
}

}  // namespace kaskad::gateway
