#pragma once

#include "billing/refusal.hpp"
#include "billing/transfer.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <expected>
#include <optional>

// Transfers that need no reservation: what we owe operators, money that comes in, corrections.

namespace kaskad::billing {

// What an operator bills for one attempt over its link.
struct accrual_terms {
    core::message_id message;
    uint32_t attempt = 0;
    core::link_id link;
    core::currency currency;
    core::price price;
    uint32_t price_version = 0;
    uint32_t units = 0;
};

// cost:link -> payable:link for price x units. No transfer where that is 0. Refused: no_units, negative_price,
// amount_too_large.
std::expected<std::optional<transfer>, refusal> accrual(const accrual_terms& terms);

// The exact opposite of an accrual, for an attempt that the operator does not bill after all.
transfer reversed_accrual(const transfer& accrued);

// cash -> client. The amount's sign is decide()'s to judge.
transfer topup(core::client_id client, core::currency currency, core::amount amount);

// adjust -> client when positive (goodwill), client -> adjust when negative (correction).
transfer adjustment(core::client_id client, core::currency currency, core::amount amount);

}  // namespace kaskad::billing
