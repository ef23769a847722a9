#pragma once

#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <string_view>

// One account of a ledger as a plain record. A ledger is all accounts of one currency; their `posted` sums to zero.
// Who may debit it and when is ledger.hpp's business.

namespace kaskad::billing {

using account_id = core::id<struct account_tag, uint64_t>;

// What an account is for, and whose number its `owner` is. Values are kept on disk: appended, never changed.
enum class account_kind : uint8_t {
    none = 0,
    client = 1,      // owner = client: what we owe the client, its prepaid balance
    revenue = 2,     // owner = the reseller whose clients were charged; 0 = we
    cost = 3,        // owner = link: what its operator's service cost us
    payable = 4,     // owner = link: what we owe its operator
    cash = 5,        // owner as of revenue: the other side of top-ups and payments
    adjust = 6,      // owner as of revenue: the other side of corrections and goodwill
    tax = 7,         // owner 0: what we owe the state by our invoices
    rounding = 8,    // owner 0: what invoices' lines round to beside the books
    receivable = 9,  // owner = client: what it owes of months that are closed
    dispute = 10,    // owner = link: what its operator bills and we do not accept
};

// `posted` is credits minus debits for every kind. So a client's posted is its balance, revenue and payable grow
// upwards, cash and cost downwards. `reserved` is the sum of the account's open reservations. `limit` (never negative)
// is how far below zero posted - reserved may go; an account that is not `limited` is never refused money.
struct account {
    account_id id;
    account_kind kind = account_kind::none;
    uint32_t owner = 0;
    core::currency currency;
    core::amount posted;
    core::amount reserved;
    core::amount limit;
    bool limited = false;

    friend bool operator==(const account&, const account&) = default;
};

// The id follows from what the account is, so nobody hands out or looks up numbers: 8 bits kind, 32 bits owner, 15 bits
// currency. `currency` must not be empty.
account_id make_account_id(account_kind kind, uint32_t owner, core::currency currency);

// An empty account of that kind. A client's is limited with limit 0 (prepaid); all others are not limited.
account open_account(account_kind kind, uint32_t owner, core::currency currency);

// posted + limit - reserved: what a limited account can still reserve or spend; negative when over its limit.
// Saturates.
core::amount available(const account& value);

std::string_view to_string(account_kind value);

}  // namespace kaskad::billing
