#pragma once

#include "engine/turn.hpp"

// What came of reconciling a supplier's file: what is accepted of the difference is booked on what we owe, what is not
// stands apart as disputed until it is credited or conceded. The same file twice is booked once.

namespace kaskad::engine {

void handle(turn& turn, const facts::record_reconciliation& command);
void handle(turn& turn, const facts::change_reconciliation& command);
void handle(turn& turn, const facts::query_reconciliations& command);

}  // namespace kaskad::engine
