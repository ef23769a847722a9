#pragma once

#include "gateway/bank_statement.hpp"

#include <expected>
#include <span>
#include <string>
#include <vector>

// The payments of several files of a bank as one list, by day. Files overlap: what stands in two of them is one
// payment, and two that a reference does not tell apart stop the import. Pure.

namespace kaskad::gateway {

struct statement_file {
    std::string name;
    bank_statement content;
};

struct listed_payment {
    bank_payment payment;
    std::string place;  // "november.xml:120"
};

struct payment_list {
    std::vector<listed_payment> payments;   // the oldest first
    std::vector<listed_payment> reversals;  // the same
    size_t repeated = 0;                    // they stand more than once
    size_t not_booked = 0;
};

// Refused, in words: one reference for two different payments.
std::expected<payment_list, std::string> make_payment_list(std::span<const statement_file> files);

}  // namespace kaskad::gateway
