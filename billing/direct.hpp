#pragma once

#include "billing/refusal.hpp"
#include "billing/transfer.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <expected>
#include <optional>

// Transfers that need no reservation: what we owe operators, money that comes in, fees, corrections.

namespace kaskad::billing {

// What an operator bills a part for: that it took it, or that it delivered it.
enum class accrual_component : uint8_t { submit, delivery };

// What an operator bills for one part over its link. price: of that component, for each unit.
struct accrual_terms {
    core::message_id message;
    uint32_t attempt = 0;
    core::link_id link;
    core::currency currency;
    core::price price;
    uint32_t price_version = 0;
    uint32_t units = 0;
    accrual_component component = accrual_component::submit;
};

// cost:link -> payable:link for price x units, rounded for itself: the components of a part are two charges, each a
// line of the operator's bill. No transfer where that is 0. Refused: no_units, negative_price, amount_too_large.
std::expected<std::optional<transfer>, refusal> accrual(const accrual_terms& terms);

// The exact opposite of an accrual on submission, for a part that the operator does not bill after all. What was
// delivered stays delivered: that component is never taken back.
transfer reversed_accrual(const transfer& accrued);

// other -> account when positive, account -> other when negative. amount: what it does to the account.
struct plain_booking {
    account_id account;
    account_id other;
    core::currency currency;
    core::amount amount;
    posting_code code = posting_code::adjustment;
};
transfer book_between(const plain_booking& terms);

// Money that is booked on a client's account beside its messages. amount: what it does to the balance, not 0.
struct client_booking {
    core::client_id client;
    core::currency currency;
    core::amount amount;
    posting_code code = posting_code::adjustment;
    account_kind other = account_kind::adjust;
    uint32_t other_owner = 0;
};

transfer booking_on(const client_booking& terms);

}  // namespace kaskad::billing
