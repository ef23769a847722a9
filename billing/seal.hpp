#pragma once

#include "billing/account.hpp"
#include "billing/audit.hpp"
#include "billing/day_root.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

// What stays of messages that were dropped: what they came to, day by day and account by account, under a hash that is
// chained to the one before and to the days' roots. Their postings stay, and must still make these sums. Pure.

namespace kaskad::billing {

// Of messages accepted on that day (UTC, since 1970): what a client was charged for them, or a supplier is owed.
struct sealed_total {
    uint32_t day = 0;
    account_kind kind = account_kind::none;  // client or payable
    uint32_t owner = 0;
    core::currency currency;
    std::string network;
    std::string state;
    uint64_t messages = 0;
    uint64_t parts = 0;
    core::amount amount;
};

// Messages with ids below `before` are gone. `totals`: of those that went with this one, as text that is hashed.
struct seal {
    uint64_t number = 0;  // from 1
    core::message_id before;
    std::string totals;
    digest hash{};

    friend bool operator==(const seal&, const seal&) = default;
};

// The last day whose root is in it: that before the day of `before`.
uint32_t days_end(const seal& of);

// SHA-256 of the hash before, number, before, the roots of days and the totals. `days`: those behind the last seal's,
// up to days_end().
digest seal_hash(const digest& previous, const seal& of, std::span<const day_root> days);

// What the postings of messages that are gone make, for comparison.
class sealed_sums {
  public:
    // A transfer about a message that is gone; others are nothing to it.
    void take(const transfer& line, uint64_t sequence);
    // The first sum that is not what was sealed. `totals`: of all seals.
    std::optional<audit_break> compare(std::span<const sealed_total> totals) const;

  private:
    using place = std::pair<uint32_t, account_id>;  // day of acceptance, account
    struct sum {
        __int128 e6 = 0;
        uint64_t last = 0;  // posting
    };

    std::map<place, sum> made_;
};

}  // namespace kaskad::billing
