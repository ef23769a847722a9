#pragma once

#include "engine/turn.hpp"

#include <string>

// Money that a person moves on a client's account (top-ups, credit notes, adjustments), or on what we owe a supplier
// (payments, credits, adjustments). Above [billing] approve_above a
// second person must agree. Each is kept with who, why and its row of the ledger; its reference makes it happen once.

namespace kaskad::engine {

inline constexpr core::amount MONEY_ORDER_MAX{1'000'000'000'000'000};  // 1,000,000,000 units

void handle(turn& turn, const facts::order_money& command);
void handle(turn& turn, const facts::decide_order& command);
void handle(turn& turn, const facts::query_orders& command);

// What the file says a new client begins with. At most MONEY_ORDER_MAX; 0 = nothing.
void book_opening(turn& turn, const facts::client& client);

}  // namespace kaskad::engine
