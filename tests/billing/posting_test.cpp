#include "billing/posting.hpp"

#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace kaskad::billing {

namespace {

transfer sample_transfer() {
    transfer value;
    value.kind = transfer_kind::post;
    value.code = posting_code::message_charge;
    value.side = transfer_side::supplier;
    value.level = 4;
    value.debit = {0x0102030405060708};
    value.credit = {0x1112131415161718};
    value.currency = EUR;
    value.amount = {-2};
    value.released = {0x2122232425262728};
    value.message = {0x3132333435363738};
    value.attempt = 0x41424344;
    value.price_version = 0x51525354;
    return value;
}

std::vector<posting> sample_chain(size_t length) {
    std::vector<posting> rows;
    chain_head head;
    for (size_t index = 0; index < length; ++index) {
        const std::vector<transfer> transfers(index % 3 + 1, sample_transfer());
        rows.push_back(make_posting(head, 1'700'000'000'000 + static_cast<int64_t>(index), {index + 1}, transfers));
        head = head_of(rows.back());
    }
    return rows;
}

std::string hex(const std::vector<uint8_t>& octets) {
    std::string text;
    for (const auto octet : octets) {
        text += "0123456789abcdef"[octet >> 4];
        text += "0123456789abcdef"[octet & 15];
    }
    return text;
}

}  // namespace

// Written out by hand from the layout in the header; kept rows depend on it.
TEST(BillingPosting, OctetsFollowTheLayout) {
    posting row;
    row.sequence = 0x6162636465666768;
    row.booked_utc_ms = -1;
    row.message = {0x7172737475767778};
    row.transfers = {sample_transfer()};
    EXPECT_EQ(hex(posting_octets(row)),
              "01"
              "6162636465666768"
              "ffffffffffffffff"
              "7172737475767778"
              "00000001"
              "02020104"
              "0102030405060708"
              "1112131415161718"
              "455552"
              "fffffffffffffffe"
              "2122232425262728"
              "3132333435363738"
              "41424344"
              "51525354");
}

// The expected value was computed by another program (Python's hashlib) over the octets of the layout.
TEST(BillingPosting, HashIsSha256OfPreviousAndOctets) {
    auto row = make_posting({}, 1'700'000'000'000, {42}, {sample_transfer()});
    EXPECT_EQ(to_string(row.hash), "e5970bfbf9c80e337ccb01242138d377f69eb8384db59a9c1a3b35fe562ef4d7");
}

TEST(BillingPosting, ChainVerifies) {
    const auto rows = sample_chain(20);
    const auto head = verify_chain({}, rows);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(*head, head_of(rows.back()));
    EXPECT_EQ(head->sequence, 20u);
}

TEST(BillingPosting, ChainVerifiesInPages) {
    const auto rows = sample_chain(20);
    const std::span all{rows};
    const auto middle = verify_chain({}, all.first(7));
    ASSERT_TRUE(middle.has_value());
    EXPECT_EQ(verify_chain(*middle, all.subspan(7)), head_of(rows.back()));
    EXPECT_EQ(verify_chain(*middle, {}), *middle);
    EXPECT_EQ(verify_chain(*middle, all.subspan(8)).error(), (broken_chain{chain_fault::sequence_gap, 0, 9}));
}

TEST(BillingPosting, AnyChangedFieldBreaksTheChain) {
    const std::function<void(posting&)> changes[] = {
        [](posting& row) { row.sequence ^= 1; },
        [](posting& row) { row.booked_utc_ms ^= 1; },
        [](posting& row) { row.message.value ^= 1; },
        [](posting& row) { row.transfers.pop_back(); },
        [](posting& row) { row.transfers.push_back(row.transfers.front()); },
        [](posting& row) { row.transfers[0].kind = transfer_kind::void_; },
        [](posting& row) { row.transfers[0].code = posting_code::topup; },
        [](posting& row) { row.transfers[0].side = transfer_side::client; },
        [](posting& row) { row.transfers[0].level ^= 1; },
        [](posting& row) { row.transfers[0].debit.value ^= 1; },
        [](posting& row) { row.transfers[0].credit.value ^= 1; },
        [](posting& row) { row.transfers[0].currency = USD; },
        [](posting& row) { row.transfers[0].amount.e6 ^= 1; },
        [](posting& row) { row.transfers[0].released.e6 ^= 1; },
        [](posting& row) { row.transfers[0].message.value ^= 1; },
        [](posting& row) { row.transfers[0].attempt ^= 1; },
        [](posting& row) { row.transfers[0].price_version ^= 1; },
        [](posting& row) { row.previous[31] ^= 1; },
        [](posting& row) { row.hash[0] ^= 1; },
    };
    for (size_t index = 0; index < std::size(changes); ++index) {
        for (const size_t place : {0, 4, 9}) {
            auto rows = sample_chain(10);
            changes[index](rows[place]);
            const auto verified = verify_chain({}, rows);
            ASSERT_FALSE(verified.has_value()) << "change " << index << " of row " << place;
            EXPECT_EQ(verified.error().index, place) << "change " << index;
        }
    }
}

// Whoever changes a row and hashes it anew must hash every later row anew.
TEST(BillingPosting, ARehashedRowBreaksTheNext) {
    auto rows = sample_chain(10);
    rows[4].transfers[0].amount = {1};
    rows[4].hash = posting_hash(rows[4]);
    EXPECT_EQ(verify_chain({}, rows).error(), (broken_chain{chain_fault::previous_mismatch, 5, 6}));
}

TEST(BillingPosting, LostInsertedAndSwappedRowsShow) {
    auto lost = sample_chain(10);
    lost.erase(lost.begin() + 3);
    EXPECT_EQ(verify_chain({}, lost).error().why, chain_fault::sequence_gap);
    auto inserted = sample_chain(10);
    inserted.insert(inserted.begin() + 3, inserted[3]);
    EXPECT_EQ(verify_chain({}, inserted).error(), (broken_chain{chain_fault::sequence_gap, 4, 4}));
    auto swapped = sample_chain(10);
    std::swap(swapped[3], swapped[4]);
    EXPECT_FALSE(verify_chain({}, swapped).has_value());
}

TEST(BillingPostingDeathTest, ARowMovesMoney) {
    EXPECT_DEATH((void)make_posting({}, 0, {}, {}), "transfers.empty");
}

}  // namespace kaskad::billing
