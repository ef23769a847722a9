#include "routing/sender_blocks_state.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace kaskad::routing {

namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t START = 100'000'000;
constexpr link_network ARM{.link = {1}, .network = {7}};

sender_block_key key(std::string sender, uint32_t client = 0, const link_network& arm = ARM) {
    return {.arm = arm, .sender = std::move(sender), .client = {client}};
}

// Blocked so often, each time when it was free again; when the last one ends.
int64_t block(sender_blocks& blocks, const sender_block_key& which, int times) {
    int64_t at = START;
    for (int each = 0; each < times; ++each)
        at = blocks.block(which, at);
    return at;
}

sender_blocks restored(const sender_blocks& from, int64_t saved_ms, int64_t now_ms) {
    return std::move(load_sender_blocks(save_sender_blocks(from, saved_ms), now_ms).value());
}

}  // namespace

TEST(RoutingSenderBlocksState, KeepsUntilWhenAndHowOften) {
    for (const int times : {1, 2, 3, 35, 36, 50}) {
        sender_blocks blocks;
        const auto until = block(blocks, key("Alpha", 3), times);
        const auto now = until - MINUTE;
        auto again = restored(blocks, now, now);
        EXPECT_EQ(again.size(), 1u);
        EXPECT_EQ(again.blocked_until_ms(key("Alpha", 3), now), until) << times;
        EXPECT_EQ(again.blocked_until_ms(key("Alpha", 4), now), 0);
        // The next one is as long as it would have been.
        EXPECT_EQ(again.block(key("Alpha", 3), until), blocks.block(key("Alpha", 3), until)) << times;
    }
}

TEST(RoutingSenderBlocksState, TheTimeThatItWasDownCounts) {
    sender_blocks blocks;
    const auto until = block(blocks, key("Alpha"), 1);
    const auto saved = START + MINUTE;
    EXPECT_EQ(restored(blocks, saved, until - 1).blocked_until_ms(key("Alpha"), until - 1), until);
    EXPECT_EQ(restored(blocks, saved, until).blocked_until_ms(key("Alpha"), until), 0);
    // A clock that goes on from before the checkpoint: what was left is left.
    const auto behind = START - MINUTE;
    EXPECT_EQ(restored(blocks, saved, behind).blocked_until_ms(key("Alpha"), behind), until - 2 * MINUTE);
}

TEST(RoutingSenderBlocksState, ForgetsWhatWouldBeginAnew) {
    sender_blocks blocks;
    const auto until = block(blocks, key("Alpha"), 3);
    auto again = restored(blocks, until + SENDER_BLOCK_MS_MAX - 1, until + SENDER_BLOCK_MS_MAX - 1);
    EXPECT_EQ(again.size(), 1u);
    EXPECT_EQ(restored(blocks, until + SENDER_BLOCK_MS_MAX, until + SENDER_BLOCK_MS_MAX).size(), 0u);
}

TEST(RoutingSenderBlocksState, IsBoundedAndKeepsTheYoungestLast) {
    sender_blocks blocks;
    for (size_t each = 0; each < SENDER_BLOCKS_MAX + 10; ++each)
        blocks.block(key("S" + std::to_string(each), static_cast<uint32_t>(each), {{255}, {UINT32_MAX}}), START);
    const auto octets = save_sender_blocks(blocks, START);
    EXPECT_LT(octets.size(), 600'000u);
    const auto again = load_sender_blocks(octets, START).value();
    ASSERT_EQ(again.size(), SENDER_BLOCKS_MAX);
    EXPECT_EQ(again.entries().front().key, blocks.entries().front().key);
    EXPECT_EQ(again.entries().back().key, blocks.entries().back().key);
    EXPECT_FALSE(load_sender_blocks(octets, START, SENDER_BLOCKS_MAX - 1));
}

TEST(RoutingSenderBlocksState, RefusesWhatIsDamagedOrOfAnotherVersion) {
    sender_blocks blocks;
    block(blocks, key("Alpha", 1), 2);
    block(blocks, key("Beta", 2), 1);
    const auto octets = save_sender_blocks(blocks, START);
    for (size_t size = 0; size < octets.size(); ++size)
        EXPECT_EQ(load_sender_blocks(octets.substr(0, size), START).error(), state_fault::damaged) << size;
    EXPECT_EQ(load_sender_blocks(octets + '\0', START).error(), state_fault::damaged);
    EXPECT_EQ(load_sender_blocks('\2' + octets.substr(1), START).error(), state_fault::unknown_version);
    // Any other octet in any place: an answer, or a table within its bounds.
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    for (int round = 0; round < 5'000; ++round) {
        auto bent = octets;
        bent[random() % bent.size()] = static_cast<char>(random());
        if (const auto loaded = load_sender_blocks(bent, START)) {
            EXPECT_LE(loaded->size(), 2u);
        }
    }
}

}  // namespace kaskad::routing
