#pragma once

#include "billing/invoice.hpp"
#include "engine/facts/money_order.hpp"

#include <optional>

// Which orders of money stand on invoices, and which are on suppliers' accounts.

namespace kaskad::facts {

// As what kind of line it stands on the invoice for its day; nothing: it stands on none.
std::optional<billing::line_kind> line_of(money_order_kind kind);

// It is on what we owe a supplier, not on a client's account.
bool is_of_supplier(money_order_kind kind);

}  // namespace kaskad::facts
