#pragma once

#include "billing/invoice.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What became of a month of several clients, as a table for people.

namespace kaskad::gateway {

struct bill_row {
    std::string client;
    core::currency currency;
    uint64_t messages = 0;
    core::amount usage;    // messages and look-ups
    core::amount fees;     // and what was missing in the commitment
    core::amount credits;  // and corrections; what lowers the sum is below 0
    core::amount net;
    core::amount tax;
    core::amount gross;
    std::string number;  // as printed, or why there is none
};

bill_row make_row(std::string_view client, const billing::invoice& invoice, std::string number);

// Columns as wide as what is in them; words to the left, numbers to the right.
std::string render_table(const std::vector<bill_row>& rows);

}  // namespace kaskad::gateway
