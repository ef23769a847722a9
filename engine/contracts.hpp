#pragma once

#include "engine/turn.hpp"

// What was agreed with clients besides their prices: steps by volume, fees, how they are invoiced and what happens when
// they do not pay. Fees and credits themselves are money orders; whoever makes invoices orders them.

namespace kaskad::engine {

void handle(turn& turn, const facts::put_contract& command);
void handle(turn& turn, const facts::query_contracts& command);

// By its contract its prices fall with what it has sent in a month: that has to be counted.
bool has_steps(const turn& turn, core::client_id client);
// What the next unit costs it less, in millionths, when so many were sent before it this month; from its contract's
// first day on.
uint32_t step_off_ppm(const turn& turn, core::client_id client, uint64_t units_before);

// The contract that holds today and says that its price list has another currency than its account; nullptr = there is
// none.
const facts::contract* find_exchanged(const turn& turn, core::client_id client);

// An invoice of it has not been paid for so long that it may not send this; the sentence says which.
std::optional<std::string> find_overdue(const turn& turn, const facts::client& client, core::message_class of);

}  // namespace kaskad::engine
