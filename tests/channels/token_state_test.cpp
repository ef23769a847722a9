#include "channels/token_state.hpp"

#include <gtest/gtest.h>

namespace kaskad::channels {
namespace {

constexpr token_state::options OPTIONS{.retry_min_ms = 1'000, .retry_max_ms = 4'000, .valid_max_ms = 3'600'000};

}  // namespace

TEST(ChannelsTokenState, IsAskedForAtOnceAndAnewBeforeItEnds) {
    token_state token{OPTIONS};
    EXPECT_FALSE(token.has(0));
    EXPECT_TRUE(token.is_due(0));
    token.note_asked();
    EXPECT_FALSE(token.is_due(0)) << "once at a time";
    token.take({"t", 60'000}, 1'000);
    EXPECT_TRUE(token.has(1'000));
    EXPECT_FALSE(token.is_due(45'999));
    EXPECT_TRUE(token.is_due(46'000)) << "a quarter of its life before its end";
    EXPECT_EQ(token.next_at(1'000), 46'000);
    EXPECT_TRUE(token.has(60'999));
    EXPECT_FALSE(token.has(61'000));
}

TEST(ChannelsTokenState, ItsEndIsAwaitedWhileItIsAskedForAnew) {
    token_state token{OPTIONS};
    token.take({"t", 60'000}, 0);
    token.note_asked();
    EXPECT_EQ(token.next_at(46'000), 60'000);
    EXPECT_EQ(token.next_at(60'000), INT64_MAX) << "nothing happens by itself";
}

TEST(ChannelsTokenState, AFailureIsTriedAgainAfterAGrowingPause) {
    token_state token{OPTIONS};
    token.take({"t", 60'000}, 0);
    int64_t now = 45'000;
    for (const int64_t pause : {1'000, 2'000, 4'000, 4'000}) {
        token.note_asked();
        token.note_failure(now);
        EXPECT_FALSE(token.is_due(now + pause - 1));
        EXPECT_TRUE(token.is_due(now + pause));
        now += pause;
    }
    EXPECT_TRUE(token.has(now)) << "the old one is good until its end";
}

TEST(ChannelsTokenState, WhatIsNoTokenIsAFailure) {
    for (const auto& given : {token_reading{"", 60'000}, token_reading{"t", 0}, token_reading{"t", -5}}) {
        token_state token{OPTIONS};
        token.take(given, 0);
        EXPECT_FALSE(token.has(0));
        EXPECT_FALSE(token.is_due(999));
    }
}

TEST(ChannelsTokenState, IsNeitherBelievedForEverNorAskedForWithoutPause) {
    token_state token{OPTIONS};
    token.take({"t", INT64_MAX}, 0);
    EXPECT_FALSE(token.has(3'600'000));
    token.take({"t", 4}, 10'000);
    EXPECT_FALSE(token.is_due(10'999));
}

TEST(ChannelsTokenState, OneThatIsGoodForNothingIsAskedForAnewSoon) {
    token_state token{OPTIONS};
    token.take({"t", 60'000}, 0);
    token.forget(5'000);
    EXPECT_FALSE(token.has(5'000));
    EXPECT_FALSE(token.is_due(5'999));
    EXPECT_TRUE(token.is_due(6'000));
}

}  // namespace kaskad::channels
