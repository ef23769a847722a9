#pragma once

#include "billing/direct.hpp"
#include "billing/ledger.hpp"
#include "store/batch.hpp"
#include "tests/billing/bookings.hpp"
#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <utility>

// Groups of consecutive positions as a gateway writes them that moves a client's money, mostly by topping it up: right
// books, whatever else is put between.

namespace kaskad::gateway::testing {

class top_ups {
  public:
    top_ups() {
        using enum billing::account_kind;
        for (const auto kind : {client, receivable})
            book_.add(billing::open_account(kind, 1, billing::EUR));
        for (const auto kind : {cash, revenue})
            book_.add(billing::open_account(kind, 0, billing::EUR));
        for (const auto kind : {cost, payable})
            book_.add(billing::open_account(kind, 7, billing::EUR));
    }

    // Of one cent.
    facts::group next(int64_t utc_ms) { return next(billing::topup({1}, billing::EUR, {10'000}), utc_ms); }

    facts::group next(const billing::transfer& line, int64_t utc_ms) {
        const auto made = billing::decide({&line, 1}, book_);
        EXPECT_TRUE(made.has_value());
        book_.apply(*made);
        const auto row = billing::make_posting(head_, utc_ms, line.message, {line});
        head_ = billing::head_of(row);
        facts::fact fact{.kind = facts::fact_kind::topped_up, .message = line.message};
        for (const auto& each : made->accounts)
            fact.changes.push_back({each});
        // The projector chains it.
        auto loose = row;
        loose.previous = loose.hash = {};
        fact.changes.push_back({loose});
        return with(std::move(fact), utc_ms);
    }

    facts::group with(facts::fact fact, int64_t utc_ms) {
        facts::group group{.position = ++position_, .now = {.steady_ms = 0, .utc_ms = utc_ms}, .facts = {}};
        group.facts.push_back(std::move(fact));
        return group;
    }

    const billing::chain_head& head() const { return head_; }

  private:
    billing::memory_book book_;
    billing::chain_head head_;
    uint64_t position_ = 0;
};

}  // namespace kaskad::gateway::testing
