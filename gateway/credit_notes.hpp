#pragma once

#include "core/money.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// A supplier's credit notes beside what is disputed of its bills: which note is for which dispute. Pure; the gateway
// tells what is open, and credits what is matched.

namespace kaskad::gateway {

struct credit_note {
    uint64_t line = 0;      // in its file
    std::string reference;  // its number by the supplier's word
    std::string invoice;    // that it is for; empty = not said
    core::amount amount;    // above 0
    core::currency currency;
};

inline constexpr size_t CREDIT_NOTES_MAX = 10'000;

// CSV with the columns reference, invoice, amount and currency, in any order; invoice may be left out. A sum below 0
// is as good as one above it: suppliers write both. All or nothing: the error has a line for each row that is wrong.
std::expected<std::vector<credit_note>, std::string> read_credit_notes(std::string_view csv);

struct open_dispute {
    uint64_t id = 0;
    std::string invoice;
    core::currency currency;
    core::amount open;
};

struct matched_credit {
    credit_note note;
    uint64_t dispute = 0;  // 0 = none
    std::string why;       // by what it was found, or why not
};

// By the invoice that it names; without one the only dispute of which just so much is open. What is open becomes less
// by each note, so that two are never for the same money.
std::vector<matched_credit> match_credits(const std::vector<credit_note>& notes, std::vector<open_dispute> disputes);

}  // namespace kaskad::gateway
