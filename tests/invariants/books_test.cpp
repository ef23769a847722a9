#include "tests/invariants/books.hpp"

#include "billing/direct.hpp"
#include "billing/ledger.hpp"
#include "tests/billing/bookings.hpp"
#include "tests/billing/memory_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

// A small business whose books are right, and each way in which they may be wrong: every check must notice its own.

namespace kaskad::invariants {
namespace {

using billing::account_kind;
using billing::EUR;
using billing::posting_code;
using billing::reservation_state;
using billing::transfer;
using billing::transfer_kind;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr core::message_id MESSAGE{77};
const auto CLIENT = billing::make_account_id(account_kind::client, 1, EUR);
const auto REVENUE = billing::make_account_id(account_kind::revenue, 0, EUR);

// Topped up by 1.00, one message of 0.30 reserved and posted, its operator owed once.
struct business {
    std::vector<std::vector<transfer>> rows;
    std::vector<billing::account> accounts;
    facts::message message;

    business() {
        rows.push_back({billing::topup({1}, EUR, {1'000'000})});
        rows.push_back({{.kind = transfer_kind::reserve,
                         .code = posting_code::message_reserve,
                         .debit = CLIENT,
                         .credit = REVENUE,
                         .currency = EUR,
                         .amount = {300'000},
                         .message = MESSAGE}});
        auto post = rows[1][0];
        post.kind = transfer_kind::post;
        post.code = posting_code::message_charge;
        post.released = post.amount;
        rows.push_back({post});
        rows.push_back({accrual()});
        add(account_kind::client, 1, 700'000);
        add(account_kind::cash, 0, -1'000'000);
        add(account_kind::revenue, 0, 300'000);
        add(account_kind::cost, 9, -100'000);
        add(account_kind::payable, 9, 100'000);
        message.id = MESSAGE;
        message.charge = {.state = reservation_state::posted, .amount = {300'000}, .charged = {300'000}};
        message.attempts = {{.number = 1, .parts = {{.number = 1, .sent_times = 1}}}};
    }

    static billing::accrual_terms terms() {
        return {.message = MESSAGE, .attempt = 1, .link = {9}, .currency = EUR, .price = {10'000'000}, .units = 1};
    }
    static transfer accrual() { return **billing::accrual(terms()); }

    void add(account_kind kind, uint32_t owner, int64_t posted) {
        auto account = billing::open_account(kind, owner, EUR);
        account.posted = {posted};
        accounts.push_back(account);
    }

    complaints judge() const {
        complaints broken;
        books books;
        for (const auto& account : accounts)
            books.set_limit(account);
        for (uint64_t sequence = 1; sequence <= rows.size(); ++sequence)
            books.take({.sequence = sequence, .transfers = rows[sequence - 1]}, broken);
        books.compare_all(accounts, broken);
        books.compare(message, broken);
        return broken;
    }
};

complaints judged(const std::function<void(business&)>& spoil) {
    business shop;
    spoil(shop);
    return shop.judge();
}

TEST(BooksInvariants, AreContentWithRightBooks) {
    EXPECT_THAT(business{}.judge(), IsEmpty());
}

TEST(BooksInvariants, NoticeABalanceThatIsNotTheSumOfItsPostings) {
    EXPECT_THAT(judged([](business& shop) { shop.accounts[0].posted = {700'001}; }),
                Contains(HasSubstr("its postings say 700000")));
    EXPECT_THAT(judged([](business& shop) { shop.accounts[0].reserved = {1}; }), Contains(HasSubstr("reserved 1")));
    EXPECT_THAT(judged([](business& shop) { shop.accounts.pop_back(); }), Contains(HasSubstr("has postings but no")));
}

TEST(BooksInvariants, NoticeALedgerThatDoesNotSumToZero) {
    EXPECT_THAT(judged([](business& shop) { shop.add(account_kind::adjust, 0, 5); }),
                Contains(HasSubstr("in EUR sum to 5")));
}

TEST(BooksInvariants, NoticeAReservationBeyondTheLimit) {
    EXPECT_THAT(judged([](business& shop) { shop.rows[1][0].amount = {1'000'001}; }),
                Contains(HasSubstr("beyond its limit")));
}

TEST(BooksInvariants, NoticeASecondEnd) {
    EXPECT_THAT(judged([](business& shop) {
                    auto again = shop.rows[2][0];
                    again.kind = transfer_kind::void_;
                    again.code = posting_code::message_void;
                    again.amount = {};
                    shop.rows.push_back({again});
                }),
                Contains(HasSubstr("comes after it ended posted")));
}

TEST(BooksInvariants, NoticeAnEndWithoutReservation) {
    EXPECT_THAT(judged([](business& shop) { shop.rows.erase(shop.rows.begin() + 1); }),
                Contains(HasSubstr("ends what was never reserved")));
}

TEST(BooksInvariants, NoticeASecondReservation) {
    EXPECT_THAT(judged([](business& shop) { shop.rows.push_back(shop.rows[1]); }),
                Contains(HasSubstr("is the second")));
}

TEST(BooksInvariants, NoticeAnEndThatFreesAnotherAmount) {
    EXPECT_THAT(judged([](business& shop) { shop.rows[2][0].released = {299'999}; }), Contains(HasSubstr("of 300000")));
}

TEST(BooksInvariants, NoticeASecondCharge) {
    EXPECT_THAT(judged([](business& shop) { shop.rows.push_back(shop.rows[2]); }),
                Contains(HasSubstr("charged 2 times")));
    EXPECT_THAT(judged([](business& shop) {
                    auto late = shop.rows[2][0];
                    late.kind = transfer_kind::direct;
                    late.code = posting_code::message_late_charge;
                    late.released = {};
                    shop.rows.push_back({late});
                }),
                Contains(HasSubstr("charged 2 times")));
}

TEST(BooksInvariants, NoticeAnOperatorOwedForMoreThanWasSent) {
    EXPECT_THAT(judged([](business& shop) { shop.rows.push_back({business::accrual()}); }),
                Contains(HasSubstr("is owed 2 times and was sent 1 times")));
    EXPECT_THAT(judged([](business& shop) {
                    const auto back = billing::reversed_accrual(business::accrual());
                    shop.rows.push_back({back});
                    shop.rows.push_back({back});
                }),
                Contains(HasSubstr("was never charged")));
}

// What is owed for a delivery is a component of its own: its first is no repeat of what was owed for the submission.
TEST(BooksInvariants, NoticeADeliveryThatIsOwedForTwiceOrNot) {
    auto delivery = business::terms();
    delivery.component = billing::accrual_component::delivery;
    const auto deliver = [&](business& shop) {
        shop.message.attempts[0].buy_delivered = delivery.price;
        shop.message.attempts[0].parts[0].state = facts::part_state::delivered;
    };
    const auto line = **billing::accrual(delivery);
    const auto with = [&](size_t times) {
        return judged([&](business& shop) {
            deliver(shop);
            shop.rows.insert(shop.rows.end(), times, {line});
            shop.accounts[3].posted.e6 -= static_cast<int64_t>(times) * line.amount.e6;
            shop.accounts[4].posted.e6 += static_cast<int64_t>(times) * line.amount.e6;
        });
    };
    EXPECT_THAT(with(1), IsEmpty());
    EXPECT_THAT(with(2), Contains(HasSubstr("is owed 2 deliveries and made 1")));
    EXPECT_THAT(with(0), Contains(HasSubstr("is owed 0 deliveries and made 1")));
}

TEST(BooksInvariants, NoticeAMessageThatSaysOtherThanTheBooks) {
    EXPECT_THAT(judged([](business& shop) { shop.message.charge.state = reservation_state::open; }),
                Contains(HasSubstr("says its charge on level 0 is open")));
    EXPECT_THAT(judged([](business& shop) { shop.message.charge.charged = {1}; }), Contains(HasSubstr("with 1,")));
}

}  // namespace
}  // namespace kaskad::invariants
