#pragma once

#include "billing/invoice.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// What stands on printed invoices beside what the invoice itself says, a table a language, and how each writes numbers,
// sums and days. Another language is another table.

namespace kaskad::gateway {

// "1,234.56": what stands between groups of three digits, and before the coins.
struct number_signs {
    std::string_view group;
    std::string_view point = ".";
};

struct invoice_words {
    std::string_view language;
    number_signs signs;
    bool is_day_first = false;  // 30.11.2026 instead of 2026-11-30

    std::string_view invoice;
    std::string_view credit_note;
    std::string_view from;  // whose invoice it is
    std::string_view to;
    std::string_view issued;
    std::string_view due;
    std::string_view payment;
    std::string_view from_balance;  // how it was paid that is due never
    std::string_view period;
    std::string_view cites;  // which invoice a credit note takes back
    std::string_view description;
    std::string_view network;
    std::string_view quantity;
    std::string_view net;
    std::string_view tax;
    std::string_view gross;
    std::string_view bank;
    std::string_view page;
    std::string_view page_of;
    std::array<std::string_view, 8> kinds;  // of lines

    // Reasons of ours, which stand on lines; what is put in is named in braces.
    std::string_view steps_reason;
    std::string_view commitment_reason;
    std::string_view prices_reason;
    std::string_view rate_reason;

    // The second part, which says that the services were rendered; has_act: the language's country wants one.
    bool has_act = false;
    std::string_view act;
    std::string_view act_about;
    std::string_view act_from;
    std::string_view act_to;
    std::string_view act_reason;
    std::string_view act_text;
};

// English where there is no such language.
const invoice_words& words_of(std::string_view language);

// Of what people wrote nothing is translated; these are ours, in the language of the client's contract. month: as
// "2026-11"; sums as decimals.
struct step_reason {
    std::string month;
    uint64_t units = 0;
    core::amount sum;
    core::currency currency;
};
struct commitment_reason {
    std::string month;
    core::amount agreed;
    core::amount sum;  // what messages came to
    core::currency currency;
};
// last_day: the last of them.
struct prices_reason {
    uint32_t from_day = 0;
    uint32_t last_day = 0;
    uint64_t messages = 0;
};
// rate: one `from` in `to`, as people write it; day: that it is of.
struct rate_reason {
    std::string month;
    core::currency from;
    core::currency to;
    std::string rate;
    uint32_t day = 0;
};
std::string written(const step_reason& why, const invoice_words& words);
std::string written(const commitment_reason& why, const invoice_words& words);
std::string written(const prices_reason& why, const invoice_words& words);
std::string written(const rate_reason& why, const invoice_words& words);

// What a line is for: "Fee: sender Shop".
std::string described(const billing::invoice_line& line, const invoice_words& words);

// With all its currency's coins, and what is smaller only where there is something: "1,234.50", "1,234", "0.0005".
std::string in_coins(core::amount value, core::currency currency, number_signs signs = {});
std::string printed_count(uint64_t value, number_signs signs);
std::string printed_day(uint32_t day, const invoice_words& words);
// "19 %", "5.5 %"
std::string printed_percent(uint32_t ppm, number_signs signs);

}  // namespace kaskad::gateway
