#pragma once

#include "core/money.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A supplier's rate sheet as text: MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective, in whatever columns, separator
// and decimal sign the supplier uses. Reads and judges each row; knows no owner, no book and no time zone.

namespace kaskad::routing {

// What the supplier calls its columns, in any case. Those for delivery and date may be missing in the file.
struct price_sheet_form {
    std::string network = "MCCMNC";
    std::string submit = "PriceSubmit";
    std::string delivered = "PriceDelivered";
    std::string currency = "Currency";
    std::string effective = "Effective";
    bool decimal_comma = false;  // the other sign would be one of thousands, and is refused
};

// For a network (mccmnc), for all networks of an MCC or a country, or, where all three are empty, for everything else.
struct sheet_price {
    std::string mccmnc;
    std::string mcc;
    std::string country;
    core::price submit;
    core::price delivered;  // more, when it is delivered
    core::currency currency;
    int64_t from_local_ms = 0;  // the supplier's own clock, counted as if it were UTC; 0 = not said
    size_t line = 0;

    friend bool operator==(const sheet_price&, const sheet_price&) = default;
};

// As the sheet writes it: 26201, [DEFAULT 262], DE or [DEFAULT].
std::string destination_of(const sheet_price& row);

struct sheet_fault {
    size_t line = 0;
    std::string column;  // as the file calls it; empty = the row as a whole
    std::string why;

    friend bool operator==(const sheet_fault&, const sheet_fault&) = default;
};

// Rows count only where there are no faults: nothing is applied by half.
struct price_sheet {
    std::vector<sheet_price> rows;
    std::vector<sheet_fault> faults;  // the first SHEET_FAULTS_MAX
    size_t fault_count = 0;
};

inline constexpr size_t SHEET_FAULTS_MAX = 1'000;

// The first line names the columns; its separator (";", tab or ",") is the one it has most of. Fields may be quoted
// (RFC 4180). A network is written as 26201, a default as [DEFAULT 262], DE, or [DEFAULT]; a day as 2026-01-31 or
// 31.01.2026.
price_sheet read_price_sheet(std::string_view text, const price_sheet_form& form);

}  // namespace kaskad::routing
