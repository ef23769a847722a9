#pragma once

#include "billing/account.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

// One line of the ledger: what is to move between two accounts and why. Plain data; ledger.hpp decides about it.
// All enum values are kept on disk and under hashes: appended, never changed.

namespace kaskad::billing {

enum class transfer_kind : uint8_t {
    reserve = 1,  // holds `amount` on the debit account; nothing is posted
    post = 2,     // ends a reservation of `released`: `amount` of it moves debit -> credit, the rest is free again
    void_ = 3,    // ends a reservation of `released` because the service was not given; nothing moves
    expire = 4,   // the same because its time ran out
    direct = 5,   // moves `amount` debit -> credit without a reservation
};

enum class posting_code : uint8_t {
    message_reserve = 1,
    message_charge = 2,
    message_void = 3,
    message_expire = 4,
    message_late_charge = 5,  // delivered after its reservation was voided or expired
    supplier_accrual = 6,
    supplier_accrual_void = 7,
    topup = 8,
    adjustment = 9,
    message_resize = 10,  // more of it is reserved, or less: its text was replaced
    supplier_delivery_accrual = 11,
    lookup_reserve = 12,  // a client asks which network a number is in
    lookup_charge = 13,
    lookup_void = 14,
    lookup_accrual = 15,  // what the provider of the answer is owed
    credit_note = 16,     // what was charged is given back
    fee = 17,
    volume_credit = 18,
    commitment = 19,        // what a month was short of what was agreed
    price_correction = 20,  // messages were priced anew
    tax = 21,
    rounding = 22,
    payment = 23,
    receivable_settled = 24,  // what was owed of closed months is taken from money that came in
    supplier_payment = 25,
    supplier_credit = 26,      // a supplier takes less than was owed
    supplier_adjustment = 27,  // what it billed otherwise than we counted, and we accept
    supplier_dispute = 28,     // and we do not: put aside until it is known who is right
    dispute_credited = 29,     // we were right
    dispute_conceded = 30,     // it was
};

// Whose money of a message it is. An operator may be owed in two components: what it asks for taking a part, and what
// it asks besides for delivering it. Each is a side of its own, so that one is never taken for the other's repeat.
enum class transfer_side : uint8_t { client = 0, supplier = 1, supplier_delivery = 2 };

// `amount` >= 0 is what is held or moved, `released` >= 0 what is taken off the debit account's reserved. `level`
// counts the resellers above the client (0 = the client itself), `attempt` the message's attempts (0 = the message as a
// whole).
struct transfer {
    transfer_kind kind = transfer_kind::direct;
    posting_code code = posting_code::adjustment;
    transfer_side side = transfer_side::client;
    uint8_t level = 0;
    account_id debit;
    account_id credit;
    core::currency currency;
    core::amount amount;
    core::amount released;
    core::message_id message;
    uint32_t attempt = 0;
    uint32_t price_version = 0;

    friend bool operator==(const transfer&, const transfer&) = default;
};

// Names what the transfer does, not that it was done once more: (message, attempt, side, level, phase). All three ends
// of a reservation share one phase, so a second end has the same id as the first; so do all its changes of size.
// Without a message (top-up, adjustment) there is no derived id; the command's idempotency key stands for it.
struct transfer_id {
    core::message_id message;
    uint64_t detail = 0;

    friend auto operator<=>(const transfer_id&, const transfer_id&) = default;
};

transfer_id make_transfer_id(const transfer& value);

// 32 hexadecimal digits.
std::string to_string(transfer_id value);

std::string_view to_string(transfer_kind value);
std::string_view to_string(posting_code value);
std::string_view to_string(transfer_side value);

}  // namespace kaskad::billing
