#pragma once

#include "billing/account.hpp"
#include "billing/refusal.hpp"
#include "billing/transfer.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

// The double-entry rules. Decides about a linked list of transfers - all of them or none - and returns the accounts as
// they are afterwards, absolute, for facts to assign. Keeps nothing itself: whoever drives it owns the accounts.

namespace kaskad::billing {

// The accounts as they are now.
class book {
  public:
    virtual ~book() = default;
    // nullptr: no such account. The pointer need only stay valid during decide().
    virtual const account* find(account_id id) const = 0;
};

// Most transfers one command may link: six reseller levels and a supplier, twice, with room to spare.
inline constexpr size_t TRANSFERS_MAX = 64;

// No balance, reservation or transfer goes beyond this, in 1e-6 of the unit, so that sums of three fit 64 bits.
inline constexpr int64_t AMOUNT_MAX_E6 = int64_t{1} << 60;

// Each touched account once, in the order of first touch.
struct outcome {
    std::vector<account> accounts;
};

// The first transfer that breaks a rule, and the account it is about (none if it is about no account).
struct refused {
    refusal why = refusal::too_many_transfers;
    size_t index = 0;
    account_id account;

    friend bool operator==(const refused&, const refused&) = default;
};

// For each transfer, seeing the effect of those before it, in this order:
//   too_many_transfers    the list is longer than TRANSFERS_MAX
//   non_positive_amount   amount <= 0; for post: amount < 0 or released <= 0; for void_ and expire: released <= 0,
//   amount != 0
//                         (reserve and direct: released must be 0)
//   same_account          debit == credit
//   unknown_account       debit or credit is not in the book
//   currency_mismatch     an account is not in the transfer's currency
//   reservation_exceeded  post more than is released, or release more than the account has reserved
//   amount_too_large      a balance or reservation would pass AMOUNT_MAX_E6
//   insufficient_funds    reserve or direct takes more than available(debit), if debit is limited. A post is never
//   refused
//                         for money: its reservation was admitted. Nor are late charges and adjustments, which may
//                         leave an account over its limit; it then reserves nothing more.
std::expected<outcome, refused> decide(std::span<const transfer> transfers, const book& accounts);

}  // namespace kaskad::billing
