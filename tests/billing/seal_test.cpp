#include "billing/seal.hpp"

#include <gtest/gtest.h>

// Seals by hand: two messages of one day, one of the next, and what must not be changed unseen.

namespace kaskad::billing {

namespace {

constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr int64_t DAY_MS = 86'400'000;
constexpr uint32_t DAY = 20'500;

core::message_id message_of(uint32_t day, uint32_t number) {
    return core::make_message_id(day * DAY_MS + number, 1, 0);
}

transfer charge(core::message_id message, int64_t e6, account_kind from = account_kind::client) {
    return {.kind = transfer_kind::post,
            .code = posting_code::message_charge,
            .debit = make_account_id(from, 3, EUR),
            .credit = make_account_id(account_kind::revenue, 0, EUR),
            .currency = EUR,
            .amount = {e6},
            .message = message};
}

transfer accrual(core::message_id message, int64_t e6) {
    return {.code = posting_code::supplier_accrual,
            .side = transfer_side::supplier,
            .debit = make_account_id(account_kind::cost, 7, EUR),
            .credit = make_account_id(account_kind::payable, 7, EUR),
            .currency = EUR,
            .amount = {e6},
            .message = message};
}

sealed_total total(uint32_t day, account_kind kind, uint32_t owner, int64_t e6) {
    return {.day = day, .kind = kind, .owner = owner, .currency = EUR, .messages = 1, .parts = 1, .amount = {e6}};
}

class Seal : public ::testing::Test {
  protected:
    Seal() {
        sums_.take(charge(message_of(DAY, 1), 40), 5);
        sums_.take(charge(message_of(DAY, 2), 50, account_kind::receivable), 6);
        sums_.take(charge(message_of(DAY + 1, 1), 60), 7);
        sums_.take(accrual(message_of(DAY, 1), 30), 8);
        auto taken_back = accrual(message_of(DAY, 1), 10);
        taken_back.code = posting_code::supplier_accrual_void;
        std::swap(taken_back.debit, taken_back.credit);
        sums_.take(taken_back, 9);
        auto reserved = charge(message_of(DAY, 1), 40);
        reserved.code = posting_code::message_reserve;
        sums_.take(reserved, 4);
    }

    sealed_sums sums_;
    std::vector<sealed_total> totals_{total(DAY, account_kind::client, 3, 40), total(DAY, account_kind::client, 3, 50),
                                      total(DAY + 1, account_kind::client, 3, 60),
                                      total(DAY, account_kind::payable, 7, 20)};
};

}  // namespace

// What a closed month is owed stands on another account, and is the client's all the same.
TEST_F(Seal, TotalsAreWhatPostingsMake) {
    EXPECT_FALSE(sums_.compare(totals_));
    totals_.push_back(total(DAY + 2, account_kind::client, 4, 0));
    EXPECT_FALSE(sums_.compare(totals_)) << "what cost nothing is in no posting";
}

TEST_F(Seal, NamesTheFirstSumThatDiffers) {
    for (size_t place = 0; place < totals_.size(); ++place) {
        auto touched = totals_;
        touched[place].amount.e6 += 1;
        const auto found = sums_.compare(touched);
        ASSERT_TRUE(found) << place;
        EXPECT_EQ(found->sequence, (std::array{6, 6, 7, 9})[place]);
        EXPECT_NE(found->what.find(place == 2 ? "the sealed totals of 2026-02-17" : "the sealed totals of 2026-02-16"),
                  std::string::npos)
            << found->what;
    }
    totals_.pop_back();
    EXPECT_EQ(sums_.compare(totals_)->sequence, 9u) << "a total that is missing";
}

TEST_F(Seal, HashHoldsAllThatIsSealed) {
    const seal made{.number = 1, .before = message_of(DAY + 1, 0), .totals = "a,b\r\n"};
    EXPECT_EQ(days_end(made), DAY);
    std::vector<day_root> days{{.day = DAY, .first = 1, .last = 2, .root = {7}}};
    const auto hash = seal_hash({}, made, days);
    auto other = made;
    other.totals = "a,c\r\n";
    EXPECT_NE(seal_hash({}, other, days), hash);
    other = made;
    other.before.value += 1;
    EXPECT_NE(seal_hash({}, other, days), hash);
    EXPECT_NE(seal_hash(hash, made, days), hash);
    days[0].root[31] = 1;
    EXPECT_NE(seal_hash({}, made, days), hash);
}

}  // namespace kaskad::billing
