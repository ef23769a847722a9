#pragma once

#include "core/money.hpp"
#include "gateway/bank_statement.hpp"
#include "gateway/xml_document.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// One entry (Ntry) of a camt.053 statement, and the payments that it stands for: mostly one, of a batch one each. Pure.

namespace kaskad::gateway {

struct camt_money {
    core::amount amount;
    core::currency currency;

    friend bool operator==(const camt_money&, const camt_money&) = default;
};

struct camt_entry {
    camt_money money;
    bool is_credit = false;
    bool is_reversal = false;
    bool is_booked = false;
    uint32_t day = 0;
    std::string account;  // ours
};

std::expected<camt_money, statement_fault> read_camt_money(const xml_element& parent, std::string_view path);

// Our account: IBAN, or what stands for one elsewhere; empty where the statement names none.
std::string camt_account(const xml_element& statement);

std::expected<camt_entry, statement_fault> read_camt_entry(const xml_element& element, const std::string& account);

// The transactions of an entry where they have amounts of their own that come to the entry's; else the entry as one,
// with all that its transactions say. Nothing for an entry of zero.
std::vector<bank_payment> make_camt_payments(const xml_element& element, const camt_entry& entry);

}  // namespace kaskad::gateway
