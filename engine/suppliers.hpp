#pragma once

#include "engine/turn.hpp"

#include <optional>

// A link's account with its supplier: what may still be bought over it, by our books and by what the supplier says, and
// how long that will do. A link leaves the candidates before nothing is left, or when it is refused for want of credit;
// it returns when money was paid, or the supplier says that there is some.

namespace kaskad::engine {

// Above the floor by our books, where it has a limit; nothing = there is none.
std::optional<core::amount> left_of(const turn& turn, const facts::link& link);
// Something may be bought over it now, as far as its account goes.
bool has_credit(const turn& turn, const facts::link& link);

// An operator refused for want of credit: the link is left alone for a while.
void note_out_of_credit(turn& turn, core::link_id link);
// Money was paid to its supplier.
void note_paid(turn& turn, core::link_id link);
// What was bought since.
void watch_suppliers(turn& turn);

void handle(turn& turn, const facts::tell_balance& command);
void handle(turn& turn, const facts::query_suppliers& command);

}  // namespace kaskad::engine
