#pragma once

#include "billing/account.hpp"
#include "billing/refusal.hpp"
#include "billing/transfer.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

// The rules of the books written down a second time, from the words of billing/ledger.hpp and for tests alone: slow,
// plain, in 128 bits. Shares no code with what it judges but the records' words.

namespace kaskad::billing {

struct reference_account {
    __int128 posted = 0;
    __int128 reserved = 0;
    __int128 limit = 0;
    bool is_limited = false;
    core::currency currency;
};

struct reference_refusal {
    refusal why = refusal::too_many_transfers;
    size_t index = 0;
    account_id account;
};

class reference_ledger {
  public:
    void open(const account& value);

    // All of them, or none: then why.
    std::optional<reference_refusal> book(const std::vector<transfer>& transfers);

    const std::map<account_id, reference_account>& accounts() const { return accounts_; }

  private:
    std::map<account_id, reference_account> accounts_;
};

}  // namespace kaskad::billing
