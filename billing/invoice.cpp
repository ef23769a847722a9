#include "billing/invoice.hpp"

#include "billing/rounding.hpp"
#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <tuple>

namespace kaskad::billing {

namespace {

using wide = __int128;

constexpr int64_t PPM = 1'000'000;
constexpr int64_t AMOUNT_MAX = std::numeric_limits<int64_t>::max();
constexpr int USUAL_DECIMALS = 2;

// ISO 4217, list one: those whose coins are no hundredths. What has no coins at all in daily use counts by the list.
constexpr std::string_view WITHOUT_COINS[]{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                           "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view OF_THOUSANDTHS[]{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::string_view OF_TEN_THOUSANDTHS[]{"CLF", "UYW"};

// How many of an amount's smallest units a coin has.
int64_t coin_of(core::currency currency) {
    int64_t units = 1;
    for (int decimals = coin_decimals(currency); decimals < core::AMOUNT_DECIMALS; ++decimals)
        units *= 10;
    return units;
}

bool fits(wide value) {
    return value <= AMOUNT_MAX && value >= -AMOUNT_MAX;
}

core::amount to_amount(wide value) {
    ASSERT(fits(value));
    return {static_cast<int64_t>(value)};
}

wide sum_of(const std::vector<invoice_line>& lines, core::amount invoice_line::*member) {
    wide sum = 0;
    for (const auto& line : lines)
        sum += (line.*member).e6;
    return sum;
}

line_kind line_of(usage_kind kind) {
    switch (kind) {
        case usage_kind::message:
            return line_kind::messages;
        case usage_kind::late_message:
            return line_kind::late_messages;
        case usage_kind::lookup:
            return line_kind::lookups;
    }
    ASSERT(false);
}

std::vector<invoice_line> usage_lines(const statement& usage) {
    std::map<std::tuple<line_kind, std::string, std::string>, invoice_line> sums;
    for (const auto& [key, each] : usage.usage) {
        auto& line = sums[{line_of(key.kind), key.country, key.network}];
        line.kind = line_of(key.kind);
        line.country = key.country;
        line.network = key.network;
        line.items += each.items;
        line.units += each.units;
        line.exact = line.exact + each.amount;
    }
    std::vector<invoice_line> lines;
    for (auto& [key, line] : sums)
        lines.push_back(std::move(line));
    return lines;
}

}  // namespace

int coin_decimals(core::currency value) {
    const auto code = core::to_string(value);
    const auto is_among = [&](std::span<const std::string_view> codes) {
        return std::ranges::find(codes, code) != codes.end();
    };
    if (is_among(WITHOUT_COINS)) return 0;
    if (is_among(OF_THOUSANDTHS)) return 3;
    if (is_among(OF_TEN_THOUSANDTHS)) return 4;
    return USUAL_DECIMALS;
}

core::amount rounded_to_coins(core::amount value, core::currency currency) {
    const int64_t coin = coin_of(currency);
    const auto rounded = divided_half_even(value.e6, coin) * coin;
    // The last coin before the end of 64 bits has no room above it: somebody may ask for that sum from outside.
    if (!fits(rounded)) return to_amount(value.e6 / coin * coin);
    return to_amount(rounded);
}

std::vector<invoice_line> make_lines(const statement& usage, const std::vector<booked_line>& booked,
                                     core::currency currency) {
    auto lines = usage_lines(usage);
    for (const auto& each : booked) {
        invoice_line line;
        line.kind = each.kind;
        line.text = each.text;
        line.exact = -each.amount;
        lines.push_back(std::move(line));
    }
    for (auto& line : lines)
        line.net = rounded_to_coins(line.exact, currency);
    return lines;
}

bool add_up(invoice& value) {
    const wide net = sum_of(value.lines, &invoice_line::net);
    const int64_t coin = coin_of(value.currency);
    // 5,000 lines of 63 bits, times 32: the product has room.
    const auto tax = divided_half_even(net * value.tax_ppm, coin * PPM) * coin;
    if (!fits(net) || !fits(tax) || !fits(net + tax)) return false;
    // After this point the sums must stand.
    value.net = to_amount(net);
    value.tax = to_amount(tax);
    value.gross = to_amount(net + tax);
    return true;
}

core::amount rounding_of(const invoice& value) {
    return to_amount(sum_of(value.lines, &invoice_line::net) - sum_of(value.lines, &invoice_line::exact));
}

invoice make_credit_note(const invoice& value) {
    ASSERT(value.kind == invoice_kind::invoice);
    auto note = value;
    note.kind = invoice_kind::credit_note;
    note.cites = value.number;
    note.number = note.taken_back = note.posting = 0;
    note.issued_day = note.due_day = 0;
    note.issued_utc = 0;
    note.by.clear();
    note.paid = {};
    for (auto& line : note.lines) {
        line.exact = -line.exact;
        line.net = -line.net;
    }
    note.net = -value.net;
    note.tax = -value.tax;
    note.gross = -value.gross;
    return note;
}

std::string printed_number(const invoice& value) {
    return fmt::format("{}{:04}", value.prefix, value.number);
}

std::string_view to_string(invoice_kind value) {
    switch (value) {
        case invoice_kind::invoice:
            return "invoice";
        case invoice_kind::credit_note:
            return "credit_note";
    }
    return "unknown";
}

std::string_view to_string(line_kind value) {
    switch (value) {
        case line_kind::messages:
            return "messages";
        case line_kind::late_messages:
            return "late_messages";
        case line_kind::lookups:
            return "lookups";
        case line_kind::fee:
            return "fee";
        case line_kind::volume_credit:
            return "volume_credit";
        case line_kind::commitment:
            return "commitment";
        case line_kind::credit:
            return "credit";
        case line_kind::correction:
            return "correction";
    }
    return "unknown";
}

}  // namespace kaskad::billing
