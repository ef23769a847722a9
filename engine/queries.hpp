#pragma once

#include "engine/turn.hpp"

#include <cstdint>

// Asking an operator about parts it accepted and sent no receipt for (query_sm): an option of the link, a question
// recorded before it goes, its answer taken like a receipt (receipts.hpp). A question spends a credit, so windows and
// rates hold for it as for a submit.

namespace kaskad::engine {

// When its operator is to be asked about the message's present attempt; 0 = never.
int64_t query_due(const turn& turn, const facts::message& value);

// Asks about one part, or plans when to look again. False: there is nothing to ask.
bool ask_operator(turn& turn, facts::message& draft);

}  // namespace kaskad::engine
