#include "gateway/clients/receipt_lines.hpp"

#include <gtest/gtest.h>

#include <array>

namespace kaskad::gateway::clients {
namespace {

constexpr core::endpoint_id SHOP{1};
constexpr core::endpoint_id BANK{2};

facts::event event_of(core::endpoint_id endpoint, uint64_t sequence) {
    facts::event made;
    made.endpoint = endpoint;
    made.sequence = sequence;
    return made;
}

TEST(ClientsReceiptLines, KeepTheOrderOfEachEndpoint) {
    receipt_lines lines;
    lines.add(event_of(SHOP, 2));
    lines.add(event_of(SHOP, 1));
    lines.add(event_of(BANK, 9));
    ASSERT_NE(lines.front(SHOP), nullptr);
    EXPECT_EQ(lines.front(SHOP)->sequence, 1U);
    lines.note_sent(SHOP);
    EXPECT_EQ(lines.front(SHOP)->sequence, 2U);
    EXPECT_EQ(lines.front(BANK)->sequence, 9U);
    EXPECT_EQ(lines.size(), 3U);
}

TEST(ClientsReceiptLines, AnAnswerCountsOnce) {
    receipt_lines lines;
    lines.add(event_of(SHOP, 1));
    EXPECT_FALSE(lines.take_answered(SHOP, 1)) << "not sent yet";
    lines.note_sent(SHOP);
    EXPECT_TRUE(lines.take_answered(SHOP, 1));
    EXPECT_FALSE(lines.take_answered(SHOP, 1));
    EXPECT_FALSE(lines.take_answered(BANK, 1));
    EXPECT_EQ(lines.size(), 0U);
}

TEST(ClientsReceiptLines, WhatALostConnectionDidNotAnswerGoesFirstAgain) {
    receipt_lines lines;
    for (uint64_t sequence = 1; sequence <= 3; ++sequence)
        lines.add(event_of(SHOP, sequence));
    lines.note_sent(SHOP);
    lines.note_sent(SHOP);
    lines.take_answered(SHOP, 1);
    lines.put_back(SHOP, std::array<uint64_t, 2>{1, 2});
    EXPECT_EQ(lines.front(SHOP)->sequence, 2U);
    EXPECT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines.drop_front(SHOP).sequence, 2U);
    EXPECT_EQ(lines.size(), 1U);
}

}  // namespace
}  // namespace kaskad::gateway::clients
