#pragma once

#include "billing/statement.hpp"
#include "smpp/time_zone.hpp"

#include <string>

// A statement as people and programs read it. Days and times are of the zone the client is billed in.

namespace kaskad::gateway {

struct statement_head {
    std::string client;
    std::string currency;
    std::string from;  // the first day, "2026-11-01"
    std::string to;    // the day behind the last
    std::string zone;
    smpp::time_zone clock;
};

// A table.
std::string statement_text(const statement_head& head, const billing::statement& made);

// A line each: opening, every booking and every row of usage, closing. Columns: kind, date, time, posting, country,
// network, messages, parts, amount (of the balance: what is charged is negative), currency.
std::string statement_csv(const statement_head& head, const billing::statement& made);

std::string statement_json(const statement_head& head, const billing::statement& made);

}  // namespace kaskad::gateway
