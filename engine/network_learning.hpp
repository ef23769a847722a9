#pragma once

#include "engine/turn.hpp"

#include <string_view>

// What is learnt of the network a number is in: from receipts of links that name it and are believed, and from
// look-ups. Recorded only where it is another than was believed; the word before it stays beside it.

namespace kaskad::engine {

// A word on a number that counts again as fresh only so long after the last.
inline constexpr int64_t LEARNT_AGAIN_MS = 86'400'000;

struct network_word {
    std::string_view number;  // E.164 digits
    std::string_view mccmnc;
    routing::network_rule rule = routing::network_rule::learnt;  // learnt | lookup
    core::link_id link;                                          // whose receipt said so
};

// A code of another country is not believed: the phone is abroad, and numbers are ported within a country only.
void learn_network(turn& turn, const network_word& said);

// The network that a receipt names which proves a delivery to this recipient.
void learn_from_receipt(turn& turn, const facts::receipt_received& command, std::string_view recipient);

void handle(turn& turn, const facts::query_contradictions& command);

}  // namespace kaskad::engine
