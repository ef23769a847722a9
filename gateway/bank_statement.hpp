#pragma once

#include "core/money.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// What came in on our accounts, as a bank's file says it: camt.053 (XML of ISO 20022) or 1CClientBankExchange. A file
// with one fault gives nothing. Pure.

namespace kaskad::gateway {

struct bank_payment {
    size_t line = 0;        // where it stands in its file
    std::string reference;  // our account, the day and the bank's own word for it; empty = the bank has none
    uint32_t day = 0;       // booked on; since 1970
    core::amount amount;    // above 0
    core::currency currency;
    std::string payer;
    std::string payer_tax_number;
    std::string purpose;

    friend bool operator==(const bank_payment&, const bank_payment&) = default;
};

struct bank_statement {
    std::vector<bank_payment> payments;
    std::vector<bank_payment> reversals;  // taken back by the bank, either way: for a person to look at
    size_t not_booked = 0;                // announced only: they come once more when they are booked

    friend bool operator==(const bank_statement&, const bank_statement&) = default;
};

struct statement_fault {
    size_t line = 0;    // from 1; 0 = the file as such
    std::string where;  // the element's path, or the key
    std::string why;
};
using statement_faults = std::vector<statement_fault>;

inline constexpr size_t STATEMENT_FAULTS_MAX = 20;
// Longer ones would not fit a reference of an order.
inline constexpr size_t BANK_REFERENCE_MAX = 160;

// By its beginning it is one or the other.
std::expected<bank_statement, statement_faults> read_bank_statement(std::string_view octets);

// "line 12, Сумма: 'much' is not ..."
std::string to_string(const statement_fault& fault);

// An amount of a bank's file, not below zero; else why not.
std::expected<core::amount, std::string> read_bank_amount(std::string_view text);

// A text (UTF-8) that people see in one line: control characters and runs of space become one space each.
std::string in_one_line(std::string_view text);

}  // namespace kaskad::gateway
