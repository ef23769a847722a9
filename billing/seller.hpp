#pragma once

#include "billing/invoice.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Who invoices, and what tax is asked: as the file says it. An invoice keeps a copy of what held when it was issued.

namespace kaskad::billing {

struct seller {
    std::string name;    // short; numbers are gapless within it
    std::string prefix;  // before the number
    party as_printed;

    friend bool operator==(const seller&, const seller&) = default;
};

// One rate of a code, from a day on (since 1970). text: printed below the sum, as "Steuerschuldnerschaft des
// Leistungsempfängers"; may be empty.
struct tax_rate {
    std::string code;
    uint32_t from_day = 0;
    uint32_t ppm = 0;
    std::string text;

    friend bool operator==(const tax_rate&, const tax_rate&) = default;
};

// The rate that holds on that day; nothing: the code has none yet, or there is no such code.
std::optional<tax_rate> find_tax(std::span<const tax_rate> rates, std::string_view code, uint32_t day);

}  // namespace kaskad::billing
