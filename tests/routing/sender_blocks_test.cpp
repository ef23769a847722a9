#include "routing/sender_blocks.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t START = 1'000'000;
constexpr link_network ARM{.link = {1}, .network = {7}};

sender_block_key key(std::string sender, uint32_t client, const link_network& arm = ARM) {
    return {.arm = arm, .sender = std::move(sender), .client = {client}};
}

}  // namespace

TEST(RoutingSenderBlocks, HoldForThatSenderThereAlone) {
    sender_blocks blocks;
    EXPECT_EQ(blocks.block(key("A", 0), START), START + 10 * MINUTE);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 1), START), START + 10 * MINUTE);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 2), START), START + 10 * MINUTE);
    EXPECT_EQ(blocks.blocked_until_ms(key("B", 1), START), 0);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 1, {.link = {2}, .network = {7}}), START), 0);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 1, {.link = {1}, .network = {8}}), START), 0);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 1), START + 10 * MINUTE), 0);
}

TEST(RoutingSenderBlocks, MayHoldForOneClient) {
    sender_blocks blocks;
    blocks.block(key("A", 1), START);
    EXPECT_GT(blocks.blocked_until_ms(key("A", 1), START), 0);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 2), START), 0);
    EXPECT_TRUE(blocks.release(key("A", 1)));
    EXPECT_FALSE(blocks.release(key("A", 1)));
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 1), START), 0);
}

TEST(RoutingSenderBlocks, HoldLongerEachTime) {
    sender_blocks blocks;
    auto now = START;
    for (int64_t times = 1; times <= 40; ++times) {
        const auto until = blocks.block(key("A", 0), now);
        EXPECT_EQ(until - now, std::min(times * 10 * MINUTE, 360 * MINUTE)) << times;
        EXPECT_EQ(blocks.block(key("A", 0), now + 1), until);  // it is blocked already
        now = until;
    }
    now += SENDER_BLOCK_MS_MAX;
    EXPECT_EQ(blocks.block(key("A", 0), now) - now, 10 * MINUTE);
}

TEST(RoutingSenderBlocks, AreBounded) {
    sender_blocks blocks{2};
    for (const char* sender : {"A", "B", "C"})
        blocks.block(key(sender, 0), START);
    EXPECT_EQ(blocks.size(), 2);
    EXPECT_EQ(blocks.blocked_until_ms(key("A", 1), START), 0);
    EXPECT_GT(blocks.blocked_until_ms(key("C", 1), START), 0);
}

}  // namespace kaskad::routing
