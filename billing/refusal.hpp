#pragma once

#include <cstdint>
#include <string_view>

// Every "no" of the books, in the order in which the rules are asked. Only insufficient_funds is a client's business
// (core::reason::no_money); the others mean that the caller built a wrong transfer or the settings name what is not
// there.

namespace kaskad::billing {

enum class refusal : uint8_t {
    // About a reservation (reservation.hpp).
    already_posted,
    already_voided,
    already_expired,
    still_open,
    already_charged_late,
    no_units,
    too_many_units,
    negative_price,
    // About a list of transfers (ledger.hpp).
    too_many_transfers,
    non_positive_amount,
    same_account,
    unknown_account,
    currency_mismatch,
    reservation_exceeded,
    amount_too_large,
    insufficient_funds,
};

std::string_view to_string(refusal value);

}  // namespace kaskad::billing
