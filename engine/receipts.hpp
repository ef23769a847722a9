#pragma once

#include "engine/turn.hpp"

// Receipts: found by the operator's id, by address for a part in doubt, or parked until somebody waits for them. States
// form a lattice: sent < delivered, a positive beats a negative whenever it comes, twice is once.

namespace kaskad::engine {

// Is any of these ids in memory? If not, the database is asked before handle().
bool is_known(const world& memory, core::link_id link, const std::vector<std::string>& keys);

void handle(turn& turn, const facts::receipt_received& command);

// The response came after its receipt.
void match_parked(turn& turn, core::link_id link, const std::string& key);

// A part came in doubt: perhaps its receipt is here already.
void match_parked_by_address(turn& turn, core::link_id link, const std::string& recipient);

// Receipts nobody came for.
void expire_parked(turn& turn);

}  // namespace kaskad::engine
