#pragma once

#include "engine/turn.hpp"

// What a link's traffic teaches of its receipts (0031): counted in volatile state, recorded with the link when it is
// plain.

namespace kaskad::engine {

// Whose receipt speaks for the parts that have none, as declared or learnt.
smpp::receipt_mode receipts_of(const facts::link& link);

// A reading of an id led to the right message.
void learn_relation(turn& turn, core::link_id link, smpp::id_relation relation);

// This part's own final receipt came.
void learn_receipted(turn& turn, core::link_id link, const facts::part_ref& part, size_t parts);

// Judges the long messages that had time enough.
void judge_receipts(turn& turn);

}  // namespace kaskad::engine
