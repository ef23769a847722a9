#include "engine/lookup_money.hpp"

#include "billing/direct.hpp"
#include "billing/reservation.hpp"
#include "core/assert.hpp"
#include "engine/money.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

using billing::account_kind;
using billing::posting_code;

constexpr uint32_t OURS = 0;  // owner of accounts that are of no client and no link

// A reservation is a message's; in the books a look-up's has its own names.
bool carry_out(turn& turn, facts::fact_kind kind, facts::lookup& value, const billing::reservation_step& step,
               posting_code code) {
    if (step.transfer) {
        auto transfer = *step.transfer;
        transfer.code = code;
        if (!move_money(turn, kind, value.id, {&transfer, 1}, "lookup")) return false;
    }
    value.charge = step.after;
    return true;
}

}  // namespace

bool reserve(turn& turn, facts::lookup& value) {
    const auto owner = value.client.value;
    open_accounts(turn, {{account_kind::client, owner}, {account_kind::revenue, OURS}}, value.currency);
    const auto step = billing::open({.message = value.id,
                                     .debit = billing::make_account_id(account_kind::client, owner, value.currency),
                                     .credit = billing::make_account_id(account_kind::revenue, OURS, value.currency),
                                     .currency = value.currency,
                                     .price = value.price,
                                     .units = 1});
    return step && carry_out(turn, facts::fact_kind::reserved, value, *step, posting_code::lookup_reserve);
}

void charge(turn& turn, facts::lookup& value) {
    if (value.charge.state != billing::reservation_state::open) return;
    const auto step = billing::post(value.charge, 1);
    ASSERT(step.has_value());
    const bool moved = carry_out(turn, facts::fact_kind::charged, value, *step, posting_code::lookup_charge);
    ASSERT(moved);
}

void release(turn& turn, facts::lookup& value) {
    if (value.charge.state != billing::reservation_state::open) return;
    const auto step = billing::void_(value.charge);
    ASSERT(step.has_value());
    const bool moved = carry_out(turn, facts::fact_kind::released, value, *step, posting_code::lookup_void);
    ASSERT(moved);
}

void accrue(turn& turn, const facts::lookup& value) {
    auto owed =
        billing::accrual({.message = value.id, .currency = value.buy_currency, .price = value.buy_price, .units = 1});
    ASSERT(owed.has_value());
    if (!*owed) return;
    (*owed)->code = posting_code::lookup_accrual;
    open_accounts(turn, {{account_kind::cost, OURS}, {account_kind::payable, OURS}}, value.buy_currency);
    const auto moved = move_money(turn, facts::fact_kind::accrued, value.id, {&**owed, 1}, "lookup");
    ASSERT(moved.has_value());
}

}  // namespace kaskad::engine
