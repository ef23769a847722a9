#include "billing/audit.hpp"

#include "billing/direct.hpp"
#include "billing/ledger.hpp"
#include "tests/billing/bookings.hpp"
#include "tests/billing/memory_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace kaskad::billing {

namespace {

using ::testing::HasSubstr;

constexpr core::message_id PAID{7};
constexpr core::message_id VOIDED{8};

// A client tops up 10, pays 0.5 for one message, gets back 0.25 reserved for another and is charged it late.
class history {
  public:
    history() {
        const auto add = [&](account_kind kind, uint32_t owner) { return book_.add(open_account(kind, owner, EUR)); };
        client_ = add(account_kind::client, 1);
        revenue_ = add(account_kind::revenue, 0);
        add(account_kind::cash, 0);
        book({}, topup({1}, EUR, {10'000'000}));
        paid = step({}, open(terms(PAID, 60'000'000, 1)));
        paid = step(paid, resize(paid, {.price = {50'000'000}, .units = 1}));
        paid = step(paid, post(paid, 1));
        voided = step({}, open(terms(VOIDED, 25'000'000, 1)));
        voided = step(voided, void_(voided));
        voided = step(voided, charge_late(voided, 1));
    }

    // The first break after `change`; the chain is made anew where `is_rehashed`, as somebody with the program could.
    std::optional<audit_break> audited(const std::function<void(history&)>& change = {}, bool is_rehashed = true) {
        auto head = head_of(rows.back());
        accounts = book_.all();
        if (change) change(*this);
        if (change && is_rehashed) head = rehash();
        audit made;
        for (const auto& row : rows)
            made.take(row);
        for (const auto& each : accounts)
            made.compare(each);
        made.close(head);
        return made.first_break();
    }

    std::vector<posting> of(core::message_id id) const {
        std::vector<posting> own;
        std::ranges::copy_if(rows, std::back_inserter(own), [&](const posting& row) { return row.message == id; });
        return own;
    }

    account& client() { return *std::ranges::find(accounts, client_, &account::id); }

    std::vector<posting> rows;
    std::vector<account> accounts;
    reservation paid;
    reservation voided;

  private:
    charge_terms terms(core::message_id id, int64_t price_e8, uint32_t units) const {
        return {
            .message = id, .debit = client_, .credit = revenue_, .currency = EUR, .price = {price_e8}, .units = units};
    }

    void book(core::message_id message, const transfer& line) {
        const auto made = decide({&line, 1}, book_);
        ASSERT_TRUE(made.has_value());
        book_.apply(*made);
        const auto head = rows.empty() ? chain_head{} : head_of(rows.back());
        rows.push_back(make_posting(head, 1'700'000'000'000, message, {line}));
    }

    reservation step(const reservation&, const reservation_result& made) {
        EXPECT_TRUE(made.has_value());
        book(made->after.message, *made->transfer);
        return made->after;
    }

    chain_head rehash() {
        chain_head head;
        for (auto& row : rows) {
            row = make_posting(head, row.booked_utc_ms, row.message, row.transfers);
            head = head_of(row);
        }
        return head;
    }

    memory_book book_;
    account_id client_;
    account_id revenue_;
};

std::string said(const std::optional<audit_break>& found) {
    return found ? std::to_string(found->sequence) + ": " + found->what : "";
}

TEST(BillingAudit, FindsNothingInRightBooks) {
    history books;
    EXPECT_EQ(said(books.audited()), "");
    EXPECT_EQ(said(check_charge(books.paid, books.of(PAID))), "");
    EXPECT_EQ(said(check_charge(books.voided, books.of(VOIDED))), "");
    EXPECT_EQ(said(check_charge({.message = {99}}, {})), "") << "a message that cost nothing";
}

TEST(BillingAudit, NamesTheFirstRowThatWasTouched) {
    history books;
    EXPECT_EQ(said(books.audited([](history& of) { of.rows[3].transfers[0].amount.e6 -= 1; }, false)),
              "4: the chain breaks: hash_mismatch");
    history lost;
    EXPECT_EQ(said(lost.audited([](history& of) { of.rows.erase(of.rows.begin() + 2); }, false)),
              "4: the chain breaks: sequence_gap");
    history cut;
    EXPECT_EQ(said(cut.audited([](history& of) { of.rows.pop_back(); }, false)),
              "6: account client:1 says 9.250000 EUR are posted, its postings make 9.500000 EUR");
}

// Whoever can make the chain anew is found by what the accounts say.
TEST(BillingAudit, ComparesAccountsWithTheirPostings) {
    struct fault {
        std::function<void(history&)> change;
        std::string_view said;
    };
    const fault faults[]{
        {[](history& of) { of.rows[3].transfers[0].amount.e6 -= 1; },
         "7: account client:1 says 9.250000 EUR are posted"},
        {[](history& of) { of.client().posted.e6 += 1; }, "its postings make 9.250000 EUR"},
        {[](history& of) { of.client().reserved.e6 = 5; },
         "says 0.000005 EUR are reserved, its postings make 0.000000 EUR"},
        {[](history& of) { of.accounts.pop_back(); }, "is in postings alone"},
        {[](history& of) { of.rows[3].transfers[0].released.e6 += 1; }, "4: more is given back than was reserved"},
        {[](history& of) { of.rows[3].transfers[0].currency = USD; }, "4: a transfer is in another currency"},
    };
    for (const auto& fault : faults) {
        history books;
        EXPECT_THAT(said(books.audited(fault.change)), HasSubstr(fault.said));
    }
}

TEST(BillingAudit, ComparesAChargeWithItsPostings) {
    struct fault {
        std::function<void(reservation&, std::vector<posting>&)> change;
        std::string_view said;
    };
    const fault faults[]{
        {[](auto& own, auto&) { own.charged.e6 += 1; },
         "4: it says its charge is posted with 0.500001 EUR, its postings make it posted with 0.500000 EUR"},
        {[](auto& own, auto&) { own.state = reservation_state::voided; }, "its charge is voided"},
        {[](auto&, auto& rows) { rows.push_back(rows.back()); }, "ends a second time"},
        {[](auto&, auto& rows) { rows.insert(rows.begin(), rows.front()); }, "reserved a second time"},
        {[](auto&, auto& rows) { rows.back().transfers[0].amount.e6 += 1; }, "not what was reserved is ended"},
        {[](auto&, auto& rows) { rows.clear(); }, "its postings make it none"},
        {[](auto&, auto& rows) { rows.erase(rows.begin() + 1); }, "not what was reserved is ended"},
    };
    for (const auto& fault : faults) {
        history books;
        auto own = books.paid;
        auto rows = books.of(PAID);
        fault.change(own, rows);
        EXPECT_THAT(said(check_charge(own, rows)), HasSubstr(fault.said));
    }
    history books;
    auto rows = books.of(VOIDED);
    rows.push_back(rows.back());
    EXPECT_THAT(said(check_charge(books.voided, rows)), HasSubstr("charged late"));
}

}  // namespace

}  // namespace kaskad::billing
