#include "tests/billing/reference_ledger.hpp"

#include "billing/ledger.hpp"
#include "tests/billing/memory_book.hpp"
#include "tests/billing/random_lists.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

// The ledger and the plain one beside it, given the same random lists: they agree entry by entry and refusal by
// refusal. A list is of several levels, of right and of wrong transfers, at and beside every bound.

namespace kaskad::billing {

namespace {

constexpr int LISTS = 30'000;
constexpr int LISTS_PER_BOOK = 300;

std::string text_of(const transfer& line) {
    return std::string{to_string(line.kind)} + " " + std::string{to_string(line.code)} + " " +
           std::to_string(line.amount.e6) + " of " + std::to_string(line.released.e6) + " from " +
           std::to_string(line.debit.value) + " to " + std::to_string(line.credit.value) + "\n";
}

std::string text_of(const std::vector<transfer>& list) {
    std::string text;
    for (const auto& line : list)
        text += text_of(line);
    return text;
}

class BillingReference : public testing::Test {
  protected:
    // Empty books: those before may lie at their bounds by then.
    void begin_anew() {
        lists_.forget();
        for (const auto& each : lists_.accounts()) {
            book_.add(each);
            reference_.open(each);
        }
    }

    // Gives both the next list. False: they do not agree.
    bool agree_on_next() {
        const auto list = lists_.next(book_);
        const auto decided = decide(list, book_);
        const auto refused = reference_.book(list);
        if (decided.has_value() == refused.has_value()) return tell(list, "one of them refuses");
        if (refused) {
            ++refused_[refused->why];
            const auto& no = decided.error();
            const bool is_same = no.why == refused->why && no.index == refused->index && no.account == refused->account;
            return is_same || tell(list, "they refuse otherwise: " + std::string{to_string(no.why)} + " and " +
                                             std::string{to_string(refused->why)});
        }
        book_.apply(*decided);
        lists_.note_booked(list);
        for (const auto& line : list)
            ++booked_[line.kind];
        longest_ = std::max(longest_, list.size());
        return is_same_book() || tell(list, "an account differs");
    }

    bool is_same_book() const {
        for (const auto& each : book_.all()) {
            const auto& other = reference_.accounts().at(each.id);
            if (other.posted != each.posted.e6 || other.reserved != each.reserved.e6) return false;
            if (other.limit != each.limit.e6 || other.is_limited != each.limited) return false;
        }
        return book_.all().size() == reference_.accounts().size();
    }

    static bool tell(const std::vector<transfer>& list, const std::string& what) {
        ADD_FAILURE() << what << "\n" << text_of(list);
        return false;
    }

    random_lists lists_;
    memory_book book_;
    reference_ledger reference_;
    std::map<refusal, int> refused_;
    std::map<transfer_kind, int> booked_;
    size_t longest_ = 0;
};

}  // namespace

TEST_F(BillingReference, AgreesEntryByEntryAndRefusalByRefusal) {
    for (int count = 0; count < LISTS; ++count) {
        if (count % LISTS_PER_BOOK == 0) begin_anew();
        ASSERT_TRUE(agree_on_next()) << "list " << count;
    }
    // Nothing of it was left to luck.
    for (const auto kind : {transfer_kind::reserve, transfer_kind::post, transfer_kind::void_, transfer_kind::expire,
                            transfer_kind::direct})
        EXPECT_GT(booked_[kind], 500) << to_string(kind);
    for (const auto why : {refusal::too_many_transfers, refusal::non_positive_amount, refusal::same_account,
                           refusal::unknown_account, refusal::currency_mismatch, refusal::reservation_exceeded,
                           refusal::amount_too_large, refusal::insufficient_funds})
        EXPECT_GT(refused_[why], 20) << to_string(why);
    EXPECT_GE(longest_, 6u);
}

// What the reference says of a case that a person worked out, so that two equal errors do not pass for right.
TEST(BillingReferenceLedger, KnowsTheRulesItself) {
    auto client = open_account(account_kind::client, 1, EUR);
    client.posted = {100};
    client.limit = {50};
    const auto revenue = open_account(account_kind::revenue, 0, EUR);
    reference_ledger ledger;
    ledger.open(client);
    ledger.open(revenue);
    const auto line = [&](transfer_kind kind, posting_code code, int64_t amount, int64_t released) {
        return transfer{.kind = kind,
                        .code = code,
                        .debit = client.id,
                        .credit = revenue.id,
                        .currency = EUR,
                        .amount = {amount},
                        .released = {released}};
    };
    const auto booked = [&](const transfer& each) { return !ledger.book({each}).has_value(); };
    using enum transfer_kind;
    EXPECT_FALSE(booked(line(reserve, posting_code::message_reserve, 151, 0))) << "100 and 50 on credit are there";
    EXPECT_TRUE(booked(line(reserve, posting_code::message_reserve, 150, 0)));
    EXPECT_FALSE(booked(line(direct, posting_code::credit_note, 1, 0))) << "all of it is held";
    EXPECT_TRUE(booked(line(direct, posting_code::message_late_charge, 1, 0))) << "it was agreed on";
    EXPECT_FALSE(booked(line(post, posting_code::message_charge, 151, 150))) << "more than was held";
    EXPECT_FALSE(booked(line(void_, posting_code::message_void, 0, 151)));
    EXPECT_TRUE(booked(line(post, posting_code::message_charge, 20, 120)));
    EXPECT_TRUE(booked(line(expire, posting_code::message_expire, 0, 30)));
    EXPECT_TRUE(ledger.accounts().at(client.id).posted == 100 - 1 - 20);
    EXPECT_TRUE(ledger.accounts().at(client.id).reserved == 0);
    EXPECT_TRUE(ledger.accounts().at(revenue.id).posted == 21);
}

}  // namespace kaskad::billing
