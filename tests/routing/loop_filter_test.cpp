#include "routing/loop_filter.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace kaskad::routing {

namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t START = 1'000'000'000;
constexpr loop_message HELLO{.owner = {1}, .recipient = "491512345678", .sender = "Shop", .text_hash = 5};

}  // namespace

TEST(RoutingLoopFilter, KnowsWhatComesBackForTenMinutes) {
    for (const int64_t phase : {0, 1, 2, 3, 4}) {  // wherever in its five minutes it was sent
        loop_filter filter{99};
        const auto sent = START + phase * MINUTE;
        EXPECT_FALSE(filter.is_loop(HELLO, sent));
        filter.note_sent(HELLO, sent);
        EXPECT_TRUE(filter.is_loop(HELLO, sent));
        EXPECT_TRUE(filter.is_loop(HELLO, sent + 5 * MINUTE));
        EXPECT_TRUE(filter.is_loop(HELLO, sent + 10 * MINUTE));
        EXPECT_FALSE(filter.is_loop(HELLO, sent + 15 * MINUTE));
    }
}

TEST(RoutingLoopFilter, ForgetsOverASilenceOfAnyLength) {
    loop_filter filter{99};
    filter.note_sent(HELLO, START);
    EXPECT_FALSE(filter.is_loop(HELLO, START + 1'000'000 * MINUTE));
    filter.note_sent(HELLO, START + 1'000'000 * MINUTE);
    EXPECT_TRUE(filter.is_loop(HELLO, START + 1'000'009 * MINUTE));
}

TEST(RoutingLoopFilter, KnowsNothingElse) {
    loop_filter filter{99};
    filter.note_sent(HELLO, START);
    auto other = HELLO;
    other.owner = {2};  // the same text over two suppliers is no loop
    EXPECT_FALSE(filter.is_loop(other, START));
    other = HELLO;
    other.recipient = "491512345679";
    EXPECT_FALSE(filter.is_loop(other, START));
    other = HELLO;
    other.sender = "shop";
    EXPECT_FALSE(filter.is_loop(other, START));
    other = HELLO;
    other.text_hash = 6;
    EXPECT_FALSE(filter.is_loop(other, START));
    other = HELLO;
    other.recipient = "4915123456";  // what ends one begins the other
    other.sender = "78Shop";
    EXPECT_FALSE(filter.is_loop(other, START));
}

// Nothing that was sent is missed, and of a million others about one is taken for a loop, with all three filters full.
TEST(RoutingLoopFilter, IsWrongOnceInAMillionWhenItIsFull) {
    constexpr size_t SIZE = 1'024;
    constexpr int OTHERS = 2'000'000;
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    loop_filter filter{random(), SIZE};
    std::vector<uint64_t> sent;
    const auto message = [](uint64_t text) {
        auto made = HELLO;
        made.text_hash = text;
        return made;
    };
    auto now = START;
    for (int turn = 0; turn < 3; ++turn, now += 5 * MINUTE) {
        for (size_t each = 0; each < SIZE; ++each)
            filter.note_sent(message(sent.emplace_back(random())), now);
    }
    now -= 5 * MINUTE;
    EXPECT_EQ(filter.forgotten_early(), 0);
    for (const auto text : sent)
        ASSERT_TRUE(filter.is_loop(message(text), now));
    int wrong = 0;
    for (int each = 0; each < OTHERS; ++each)
        wrong += filter.is_loop(message(random()), now) ? 1 : 0;
    EXPECT_LE(wrong, 12) << "2 are to be expected; 13 or more come in one run of five million";
}

TEST(RoutingLoopFilter, ForgetsTheOldestEarlyWhenThereAreTooMany) {
    loop_filter filter{99, 64};
    const auto numbered = [](uint64_t text) {
        auto made = HELLO;
        made.text_hash = text;
        return made;
    };
    for (uint64_t text = 0; text < 3 * 64; ++text)
        filter.note_sent(numbered(text), START);
    EXPECT_EQ(filter.forgotten_early(), 2);
    for (uint64_t text = 0; text < 3 * 64; ++text)
        EXPECT_TRUE(filter.is_loop(numbered(text), START)) << text;
    for (int again = 0; again < 1'000; ++again)
        filter.note_sent(numbered(3 * 64 - 1), START);  // a loop fills nothing
    EXPECT_EQ(filter.forgotten_early(), 2);
    filter.note_sent(numbered(1'000), START);
    EXPECT_EQ(filter.forgotten_early(), 3);
    EXPECT_FALSE(filter.is_loop(numbered(0), START));
    EXPECT_TRUE(filter.is_loop(numbered(64), START));
}

}  // namespace kaskad::routing
