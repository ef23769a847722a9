#include "billing/transfer.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace kaskad::billing {

namespace {

transfer make(transfer_kind kind, posting_code code) {
    transfer value;
    value.kind = kind;
    value.code = code;
    value.message = {77};
    return value;
}

}  // namespace

TEST(BillingTransfer, AllEndsOfAReservationHaveOneId) {
    const auto post = make_transfer_id(make(transfer_kind::post, posting_code::message_charge));
    EXPECT_EQ(post, make_transfer_id(make(transfer_kind::void_, posting_code::message_void)));
    EXPECT_EQ(post, make_transfer_id(make(transfer_kind::expire, posting_code::message_expire)));
    EXPECT_NE(post, make_transfer_id(make(transfer_kind::reserve, posting_code::message_reserve)));
}

TEST(BillingTransfer, IdDiffersByMessageAttemptSideLevelAndPhase) {
    const auto base = make(transfer_kind::direct, posting_code::supplier_accrual);
    std::vector<transfer> variants(6, base);
    variants[1].message = {78};
    variants[2].attempt = 1;
    variants[3].side = transfer_side::supplier;
    variants[4].level = 1;
    variants[5].code = posting_code::supplier_accrual_void;
    std::set<transfer_id> ids;
    for (const auto& each : variants)
        ids.insert(make_transfer_id(each));
    EXPECT_EQ(ids.size(), variants.size());
}

// The id says what is done, not how much: a repeat with another amount is a conflict, not a second charge.
TEST(BillingTransfer, IdIgnoresAmountAndAccounts) {
    auto first = make(transfer_kind::reserve, posting_code::message_reserve);
    auto second = first;
    second.amount = {5};
    second.debit = {9};
    EXPECT_EQ(make_transfer_id(first), make_transfer_id(second));
}

TEST(BillingTransfer, IdReadsAs32HexadecimalDigits) {
    auto value = make(transfer_kind::post, posting_code::message_charge);
    value.attempt = 2;
    value.level = 3;
    value.side = transfer_side::supplier;
    EXPECT_EQ(to_string(make_transfer_id(value)), "000000000000004d0000000203010001");
}

// What is under hashes and on disk: no value moves.
TEST(BillingTransfer, CodesAndSidesKeepTheirNumbers) {
    EXPECT_EQ(static_cast<int>(posting_code::message_resize), 10);
    EXPECT_EQ(static_cast<int>(posting_code::supplier_delivery_accrual), 11);
    EXPECT_EQ(static_cast<int>(transfer_side::supplier), 1);
    EXPECT_EQ(static_cast<int>(transfer_side::supplier_delivery), 2);
    EXPECT_EQ(to_string(posting_code::supplier_delivery_accrual), "supplier_delivery_accrual");
    EXPECT_EQ(to_string(transfer_side::supplier_delivery), "supplier_delivery");
}

}  // namespace kaskad::billing
