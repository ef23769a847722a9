#include "engine/throttle_judge.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace kaskad::engine {
namespace {

using enum throttle_judge::verdict;

}  // namespace

TEST(EngineThrottleJudge, ThreeRecipientsWithinASecondAreTheLink) {
    throttle_judge judge;
    EXPECT_EQ(judge.refused("1", 0), recipient);
    judge.accepted();
    EXPECT_EQ(judge.refused("2", 500), recipient);
    judge.accepted();
    EXPECT_EQ(judge.refused("3", 999), link);
    judge.accepted();
    EXPECT_EQ(judge.refused("4", 1499), link) << "2, 3, 4";
    judge.accepted();
    EXPECT_EQ(judge.refused("5", 1999), recipient) << "3 is a second ago";
}

TEST(EngineThrottleJudge, OneNumberRefusedForEverIsNeverTheLink) {
    throttle_judge judge;
    for (int64_t now = 0; now < 10'000; ++now) {
        ASSERT_EQ(judge.refused("1", now), recipient);
        if (now % 3 == 0) judge.accepted();
    }
}

TEST(EngineThrottleJudge, TwoNumbersInTurnAreNeverTheLink) {
    throttle_judge judge;
    for (int64_t now = 0; now < 10'000; ++now)
        ASSERT_EQ(judge.refused(now % 2 == 0 ? "1" : "2", now), recipient);
}

// At one submit in two seconds no three recipients meet within one.
TEST(EngineThrottleJudge, ASlowLinkThatTakesNothingIsFullAsWell) {
    throttle_judge judge;
    EXPECT_EQ(judge.refused("1", 0), recipient);
    EXPECT_EQ(judge.refused("2", 2'000), recipient);
    EXPECT_EQ(judge.refused("3", 4'000), link);
    judge.accepted();
    EXPECT_EQ(judge.refused("4", 6'000), recipient);
}

TEST(EngineThrottleJudge, WhatWasRefusedAMinuteAgoIsForgotten) {
    throttle_judge judge;
    judge.refused("1", 0);
    judge.refused("2", 1);
    EXPECT_EQ(judge.refused("3", 60'000), recipient);
}

// Against the two sentences of the header, over the whole history.
TEST(EngineThrottleJudge, KeepsToItsWordsUnderRandomTraffic) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    for (int round = 0; round < 200; ++round) {
        throttle_judge judge;
        std::map<std::string, int64_t> refused;  // when last, of each
        int64_t taken = -1;                      // when the operator last took something
        const auto numbers = 1 + random() % 6;
        const auto pace = 1 + random() % 1'500;
        int64_t now = 0;
        for (int step = 0; step < 300; ++step) {
            now += static_cast<int64_t>(1 + random() % pace);
            if (random() % 3 == 0) {
                judge.accepted();
                taken = now;
                continue;
            }
            const auto number = std::to_string(random() % numbers);
            refused[number] = now;
            size_t meeting = 0;
            for (const auto& [each, at] : refused)
                meeting += now - at < (at > taken ? throttle_judge::MEMORY_MS : throttle_judge::TOGETHER_MS) ? 1 : 0;
            ASSERT_EQ(judge.refused(number, now), meeting >= throttle_judge::RECIPIENTS ? link : recipient)
                << "step " << step;
        }
    }
}

}  // namespace kaskad::engine
