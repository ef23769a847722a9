#pragma once

#include "billing/account.hpp"
#include "billing/refusal.hpp"
#include "billing/transfer.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

// The life of one message's charge on one level: opened when the message is admitted, ended exactly once by post, void_
// or expire. Pure functions from one record to the next; the engine keeps the record with the message and hands the
// transfer to decide() in ledger.hpp. If decide() refuses, the record stays as it was.

namespace kaskad::billing {

enum class reservation_state : uint8_t { none = 0, open = 1, posted = 2, voided = 3, expired = 4 };

// `amount` = price x units, rounded once. charged_units and charged are what was posted, or charged late.
struct reservation {
    reservation_state state = reservation_state::none;
    uint8_t level = 0;
    core::message_id message;
    account_id debit;
    account_id credit;
    core::currency currency;
    core::price price;
    uint32_t price_version = 0;
    uint32_t units = 0;
    core::amount amount;
    uint32_t charged_units = 0;
    core::amount charged;

    friend bool operator==(const reservation&, const reservation&) = default;
};

// What a charge is agreed on: `price` for each of `units` (parts), from the debit account to the credit account.
struct charge_terms {
    core::message_id message;
    uint8_t level = 0;
    account_id debit;
    account_id credit;
    core::currency currency;
    core::price price;
    uint32_t price_version = 0;
    uint32_t units = 0;
};

// The record afterwards, and the transfer that makes it true. No transfer where the amount is 0 (a price of 0, or one
// that rounds to it): nothing moves, yet the reservation opens and ends like any other.
struct reservation_step {
    reservation after;
    std::optional<billing::transfer> transfer;
};

using reservation_result = std::expected<reservation_step, refusal>;

reservation_result open(const charge_terms& terms);

// Open and for another price or number of units: the transfer holds the difference, or frees it.
struct new_size {
    core::price price;
    uint32_t price_version = 0;
    uint32_t units = 0;
};
reservation_result resize(const reservation& value, const new_size& size);

// Charges `units` of the reserved ones (1..units) and frees the rest.
reservation_result post(const reservation& value, uint32_t units);
// Charges so many hundredths (1..100) of the amount, rounded half to even, and frees the rest.
reservation_result post_share(const reservation& value, uint32_t percent);
reservation_result void_(const reservation& value);
reservation_result expire(const reservation& value);

// A delivery proved after void or expiry: the reservation stays ended, the charge is a direct transfer of its own,
// once.
reservation_result charge_late(const reservation& value, uint32_t units);

// When a client (or an operator) is due money for a message.
enum class charge_rule : uint8_t { on_submit = 0, on_delivered = 1, on_accepted = 2 };

std::string_view to_string(reservation_state value);
std::string_view to_string(charge_rule value);
std::optional<charge_rule> parse_charge_rule(std::string_view text);

}  // namespace kaskad::billing
