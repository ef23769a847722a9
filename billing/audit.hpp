#pragma once

#include "billing/account.hpp"
#include "billing/posting.hpp"
#include "billing/reservation.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Reads the books anew from the first posting on and says where they first break: the chain, what each account holds by
// its postings, what each message was charged. Shares nothing with what wrote them but the words. For `kaskad ledger
// verify`; keeps a balance an account, however long the books are.

namespace kaskad::billing {

// The first thing that is wrong. sequence: the posting it showed at, 0 if at none. what: a sentence.
struct audit_break {
    uint64_t sequence = 0;
    std::string what;

    friend bool operator==(const audit_break&, const audit_break&) = default;
};

class audit {
  public:
    // The next posting; they come in order, from sequence 1.
    void take(const posting& row);
    // After the last posting: what an account says of itself.
    void compare(const account& recorded);
    // After the last account: accounts that are only in the postings, sums that are not zero, and the chain's end.
    void close(const chain_head& recorded);

    uint64_t postings() const { return head_.sequence; }
    const chain_head& head() const { return head_; }
    size_t accounts() const { return balances_.size(); }
    const std::optional<audit_break>& first_break() const { return first_break_; }

  private:
    struct balance {
        __int128 posted = 0;
        __int128 reserved = 0;
        core::currency currency;
        uint64_t last = 0;  // posting that touched it
        bool is_compared = false;
    };

    void take(const transfer& line, uint64_t sequence);
    void say(uint64_t sequence, std::string what);

    chain_head head_;
    std::map<account_id, balance> balances_;
    std::optional<audit_break> first_break_;
};

// Whether what a message says it was charged is what its postings did, line by line: reserved once, ended at most once,
// never more than reserved. `rows`: all postings of that message, in order. Nothing: it agrees.
std::optional<audit_break> check_charge(const reservation& recorded, std::span<const posting> rows);

}  // namespace kaskad::billing
