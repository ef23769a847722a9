#pragma once

#include "billing/account.hpp"
#include "billing/posting.hpp"
#include "tests/invariants/complaints.hpp"

#include <span>
#include <unordered_map>

// Invariants 1 and 2: every account is the sum of its postings, a currency's accounts sum to zero, and nothing is
// reserved beyond balance and limit. Computes the balances anew, with none of the ledger's code.

namespace kaskad::invariants {

class balances {
  public:
    // From now on this limit holds.
    void set_limit(const billing::account& declared);

    // One row of the books, in order of its sequence.
    void take(const billing::posting& row, complaints& broken);

    // An account as it is recorded after the rows taken so far.
    void compare(const billing::account& recorded, complaints& broken) const;
    // All of them: these, and no others.
    void compare_all(std::span<const billing::account> recorded, complaints& broken) const;

  private:
    struct balance {
        __int128 posted = 0;
        __int128 reserved = 0;
        int64_t limit = 0;
        bool limited = false;
    };

    void take(const billing::transfer& line, uint64_t sequence, complaints& broken);

    std::unordered_map<billing::account_id, balance> balances_;
};

}  // namespace kaskad::invariants
