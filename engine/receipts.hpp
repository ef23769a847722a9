#pragma once

#include "engine/turn.hpp"

// Receipts: found by the operator's id, by address for a part in doubt, or parked until somebody waits for them. States
// form a lattice: sent < delivered, a positive beats a negative whenever it comes, twice is once.

namespace kaskad::engine {

// Is the part it means in memory? If not, the database is asked before handle().
bool is_known(const world& memory, const facts::receipt_received& command);

void handle(turn& turn, const facts::receipt_received& command);
// What the provider of a channel said of a message: found by our own name for the attempt or by its name, or parked.
void handle(turn& turn, const facts::channel_reported& command);
// What a receipt would have said, asked for (queries.hpp).
void handle(turn& turn, const facts::query_answered& command);

// The response came after its receipt.
void match_parked(turn& turn, core::link_id link, const std::string& key);

// The response came after the receipt of the part that speaks for this one.
void match_told(turn& turn, core::link_id link, const facts::part_ref& ref);

// A part came in doubt: perhaps its receipt is here already.
void match_parked_by_address(turn& turn, core::link_id link, const std::string& recipient);

}  // namespace kaskad::engine
