#include "billing/direct.hpp"
#include "billing/ledger.hpp"
#include "billing/posting.hpp"
#include "billing/reservation.hpp"
#include "billing/trial_balance.hpp"
#include "tests/billing/bookings.hpp"
#include "tests/billing/memory_book.hpp"
#include "tests/billing/seed.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

// Random histories of a small business, judged by the invariants of the books rather than by expected numbers.

namespace kaskad::billing {

namespace {

constexpr uint32_t CLIENTS = 4;
constexpr int STEPS = 4000;

struct BillingBooksProperty : testing::Test {
    std::mt19937_64 random{choose_seed()};
    memory_book book;
    memory_book first;  // as it was before anything happened
    std::vector<reservation> reservations;
    std::vector<int> ends;
    std::vector<posting> rows;
    std::vector<outcome> facts;

    BillingBooksProperty() {
        for (uint32_t client = 1; client <= CLIENTS; ++client) {
            auto opened = open_account(account_kind::client, client, EUR);
            opened.limit = {static_cast<int64_t>(pick(3)) * 500'000};
            book.add(opened);
        }
        for (const auto kind : {account_kind::revenue, account_kind::cash, account_kind::adjust}) {
            book.add(open_account(kind, 0, EUR));
        }
        for (const auto kind : {account_kind::cost, account_kind::payable})
            book.add(open_account(kind, 1, EUR));
        first = book;
    }

    uint64_t pick(uint64_t count) { return random() % count; }
    core::client_id pick_client() { return {static_cast<uint32_t>(pick(CLIENTS)) + 1}; }

    bool settle(const std::vector<transfer>& transfers) {
        const auto decided = decide(transfers, book);
        if (!decided) {
            EXPECT_EQ(decided.error().why, refusal::insufficient_funds);
            return false;
        }
        book.apply(*decided);
        facts.push_back(*decided);
        const auto head = rows.empty() ? chain_head{} : head_of(rows.back());
        rows.push_back(make_posting(head, static_cast<int64_t>(rows.size()), transfers.front().message, transfers));
        return true;
    }

    void reserve() {
        const auto client = pick_client();
        charge_terms terms;
        terms.message = {reservations.size() + 1};
        terms.debit = make_account_id(account_kind::client, client.value, EUR);
        terms.credit = make_account_id(account_kind::revenue, 0, EUR);
        terms.currency = EUR;
        terms.price = {static_cast<int64_t>(pick(8'000'000))};
        terms.units = static_cast<uint32_t>(pick(8)) + 1;
        const auto step = open(terms);
        ASSERT_TRUE(step.has_value());
        const auto before = available(book.at(terms.debit));
        const bool admitted = !step->transfer || settle({*step->transfer});
        EXPECT_EQ(admitted, step->after.amount <= before || step->after.amount.e6 == 0);
        if (!admitted) return;
        reservations.push_back(step->after);
        ends.push_back(0);
    }

    // Any end of any reservation, also of one that has ended.
    void end() {
        if (reservations.empty()) return;
        const size_t index = pick(reservations.size());
        auto& value = reservations[index];
        const auto units = static_cast<uint32_t>(pick(value.units)) + 1;
        const auto how = pick(4);
        const auto step = how == 0   ? post(value, units)
                          : how == 1 ? void_(value)
                          : how == 2 ? expire(value)
                                     : charge_late(value, units);
        if (!step) return;
        if (step->transfer) EXPECT_TRUE(settle({*step->transfer}));
        if (how < 3) ++ends[index];
        value = step->after;
    }

    void pay() {
        const core::amount amount{static_cast<int64_t>(pick(2'000'000)) + 1};
        if (pick(5) == 0) {
            settle({adjustment(pick_client(), EUR, pick(2) == 0 ? amount : -amount)});
        } else {
            settle({topup(pick_client(), EUR, amount)});
        }
    }

    void accrue() {
        accrual_terms terms;
        terms.message = {1};
        terms.attempt = static_cast<uint32_t>(rows.size());
        terms.link = {1};
        terms.currency = EUR;
        terms.price = {static_cast<int64_t>(pick(5'000'000)) + 100};
        terms.units = static_cast<uint32_t>(pick(8)) + 1;
        const auto accrued = accrual(terms)->value();
        EXPECT_TRUE(pick(3) == 0 ? settle({accrued, reversed_accrual(accrued)}) : settle({accrued}));
    }

    void step() {
        const auto choice = pick(20);
        if (choice < 9) return reserve();
        if (choice < 17) return end();
        if (choice < 19) return accrue();
        pay();
    }

    // Reserved is the sum of the open reservations, and what was charged is what clients paid to revenue.
    void expect_reservations_match() const {
        std::map<account_id, int64_t> open_amounts;
        int64_t charged = 0;
        for (size_t index = 0; index < reservations.size(); ++index) {
            const auto& value = reservations[index];
            const bool is_open = value.state == reservation_state::open;
            if (is_open) open_amounts[value.debit] += value.amount.e6;
            EXPECT_EQ(ends[index], is_open ? 0 : 1);
            EXPECT_LE(value.charged, value.amount);
            charged += value.charged.e6;
        }
        for (const auto& each : book.all())
            EXPECT_EQ(each.reserved.e6, open_amounts[each.id]);
        EXPECT_EQ(book.at(make_account_id(account_kind::revenue, 0, EUR)).posted.e6, charged);
    }
};

}  // namespace

TEST_F(BillingBooksProperty, HoldAfterEveryStep) {
    for (int count = 0; count < STEPS; ++count) {
        step();
        ASSERT_TRUE(unbalanced_currencies(book.all()).empty()) << "after step " << count;
        if (count % 100 == 0) expect_reservations_match();
        if (HasFailure()) FAIL() << "at step " << count;
    }
    expect_reservations_match();
    EXPECT_GT(reservations.size(), 100u);
    EXPECT_TRUE(verify_chain({}, rows).has_value());
}

TEST_F(BillingBooksProperty, ReplayByAssignmentAndByRulesBothEqualTheLiveBooks) {
    for (int count = 0; count < STEPS; ++count)
        step();
    auto assigned = first;
    for (const auto& each : facts)
        assigned.apply(each);
    EXPECT_EQ(assigned, book);
    auto decided = first;
    for (const auto& row : rows) {
        const auto again = decide(row.transfers, decided);
        ASSERT_TRUE(again.has_value());
        decided.apply(*again);
    }
    EXPECT_EQ(decided, book);
}

// The rows alone show it, without the records: no reservation has a second end, no charge a second time.
TEST_F(BillingBooksProperty, NoTransferIdIsBookedTwice) {
    for (int count = 0; count < STEPS; ++count)
        step();
    std::map<transfer_id, int> seen;
    for (const auto& row : rows) {
        for (const auto& line : row.transfers) {
            if (line.message) ++seen[make_transfer_id(line)];
        }
    }
    for (const auto& [id, count] : seen)
        EXPECT_EQ(count, 1) << to_string(id);
}

}  // namespace kaskad::billing
