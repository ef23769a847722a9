#pragma once

#include "billing/statement.hpp"
#include "billing/tariff.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// An invoice as it stands for ever: who to whom, for which days, line by line, with the tax. Made out of a statement
// and what people booked for those days. Each line is exact in the books and rounded once, to the currency's smallest
// coin; what that adds or takes is booked as rounding, so that a paid invoice leaves nothing behind.

namespace kaskad::billing {

enum class invoice_kind : uint8_t { invoice = 0, credit_note = 1 };

enum class line_kind : uint8_t {
    messages = 0,
    late_messages = 1,  // known as delivered after their charge was given back
    lookups = 2,
    fee = 3,
    volume_credit = 4,  // steps that hold for the whole month
    commitment = 5,     // what was missing in the least that was agreed
    credit = 6,         // goodwill
    correction = 7,     // prices that were corrected afterwards
};

struct invoice_line {
    line_kind kind = line_kind::messages;
    std::string text;     // a fee's name, or why
    std::string country;  // of messages
    std::string network;
    uint64_t items = 0;
    uint64_t units = 0;
    core::amount exact;  // as in the books; what lowers the sum is below 0
    core::amount net;    // rounded to the currency's smallest coin

    friend bool operator==(const invoice_line&, const invoice_line&) = default;
};

// As printed.
struct party {
    std::string name;
    std::vector<std::string> address;  // lines
    std::string tax_number;
    std::vector<std::string> bank;  // lines: where to pay to

    friend bool operator==(const party&, const party&) = default;
};

struct invoice {
    std::string seller;   // who invoices, by its short name: numbers are gapless within it
    uint64_t number = 0;  // from 1
    invoice_kind kind = invoice_kind::invoice;
    core::client_id client;
    core::currency currency;
    uint64_t cites = 0;       // a credit note: the invoice that it takes back
    uint64_t taken_back = 0;  // an invoice: the credit note that took it back
    uint32_t from_day = 0;
    uint32_t to_day = 0;  // not part of it
    uint32_t issued_day = 0;
    uint32_t due_day = 0;
    std::string prefix;  // before the number, as printed
    std::string language;
    party from;
    party to;
    std::string tax_code;
    uint32_t tax_ppm = 0;
    std::string tax_text;
    std::vector<invoice_line> lines;
    core::amount net;
    core::amount tax;
    core::amount gross;
    core::amount paid;
    std::string by;
    int64_t issued_utc = 0;
    uint64_t posting = 0;  // tax and rounding in the ledger; 0 = there were none

    friend bool operator==(const invoice&, const invoice&) = default;
};

inline constexpr size_t INVOICE_LINES_MAX = 5'000;

// Digits behind the point of what a currency's coins are (ISO 4217): EUR 2, JPY 0, KWD 3.
int coin_decimals(core::currency value);
// Half to even.
core::amount rounded_to_coins(core::amount value, core::currency currency);

// What somebody booked for those days besides messages. amount: what it did to the balance.
struct booked_line {
    line_kind kind = line_kind::fee;
    std::string text;
    core::amount amount;
};

// The lines of these days: usage by network, then what was booked. Look-ups and what costs nothing are told as well.
std::vector<invoice_line> make_lines(const statement& usage, const std::vector<booked_line>& booked,
                                     core::currency currency);

// Fills in net, tax and gross from the lines and the rate. False: more than an account can hold.
bool add_up(invoice& value);
// What its lines round to beside what the books have: above 0 where the client pays more by it.
core::amount rounding_of(const invoice& value);
// The invoice that takes it back, line by line. Without number, days of issue and names.
invoice make_credit_note(const invoice& value);

// Somebody still has to pay something of it.
inline bool is_open(const invoice& value) {
    return value.kind == invoice_kind::invoice && value.taken_back == 0 && value.paid < value.gross;
}

// "RE-2026-0012": the prefix, and the number with at least four digits.
std::string printed_number(const invoice& value);

std::string_view to_string(invoice_kind value);
std::string_view to_string(line_kind value);

}  // namespace kaskad::billing
