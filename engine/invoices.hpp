#pragma once

#include "engine/turn.hpp"

#include <string_view>

// Invoices and the months that are closed. A draft comes from outside, made out of the database; here it gets its
// number, and tax and rounding are booked, if it agrees with what is in memory of its days.

namespace kaskad::engine {

void handle(turn& turn, const facts::issue_invoice& command);
void handle(turn& turn, const facts::take_back_invoice& command);
void handle(turn& turn, const facts::query_invoices& command);
void handle(turn& turn, const facts::close_period& command);
void handle(turn& turn, const facts::query_periods& command);

// nullptr: there is none.
const billing::invoice* find_invoice(const turn& turn, std::string_view seller, uint64_t number);
// The client's own over any of these days that was not taken back.
const billing::invoice* find_invoice(const turn& turn, core::client_id client, const billing::day_span& days);

// Whether its month is closed.
bool is_closed(const turn& turn, uint32_t day);
// What was accepted then belongs to a month that is closed.
bool is_closed_at(const turn& turn, int64_t utc_ms);

}  // namespace kaskad::engine
