#include "routing/replay_delivery.hpp"

#include "tests/routing/replay_world.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr core::link_id CHEAP{1};
constexpr core::link_id GOOD{2};

// The policy that looks at delivery probes: both links get some, by chances that are known.
replay_settings probing(uint32_t seed) {
    replay_settings made;
    made.links = {{.id = 1, .price_e8 = 1'000'000, .believed = 0.82, .samples = 8, .truth = 0.6},
                  {.id = 2, .price_e8 = 1'100'000, .believed = 0.85, .samples = 8, .truth = 0.9}};
    made.terms.policy = policy_kind::cost_per_delivered;
    made.seed = seed;
    made.messages = 600;
    return made;
}

replayed_delivery without_cheap(const replay_settings& settings) {
    return replay_world{settings}.play({.without = CHEAP}).deliveries().judge("26202");
}

}  // namespace

TEST(RoutingReplayDelivery, TheTruthLiesBetweenTheBoundsNineteenTimesOfTwenty) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    int held = 0;
    constexpr int ROUNDS = 20;
    for (int round = 0; round < ROUNDS; ++round) {
        const auto judged = without_cheap(probing(seed + static_cast<uint32_t>(round)));
        ASSERT_EQ(judged.verdict, replay_verdict::estimated);
        held += judged.low <= 0.9 && 0.9 <= judged.high ? 1 : 0;
        EXPECT_LT(judged.high - judged.low, 0.25);
    }
    // Of twenty at 95 % fewer than 14 come once in twenty thousand times.
    EXPECT_GE(held, 14);
}

TEST(RoutingReplayDelivery, WhereNothingWentByChanceItIsRefused) {
    auto settings = probing(1);
    settings.terms.policy = policy_kind::least_cost;
    const auto judged = without_cheap(settings);
    EXPECT_EQ(judged.verdict, replay_verdict::no_chance);
    EXPECT_EQ(judged.link, GOOD);
    EXPECT_NEAR(judged.gained, 1, 1e-9);
}

TEST(RoutingReplayDelivery, TooFewByChanceAreRefused) {
    auto settings = probing(1);
    settings.messages = 60;
    const auto judged = without_cheap(settings);
    EXPECT_EQ(judged.verdict, replay_verdict::few_samples);
    EXPECT_EQ(judged.link, GOOD);
    EXPECT_LT(judged.samples, REPLAY_SAMPLES_MIN);
    EXPECT_GT(judged.samples, 0);
}

TEST(RoutingReplayDelivery, TooManyWithoutAnEndAreRefused) {
    auto settings = probing(1);
    settings.open = 0.2;
    const auto judged = without_cheap(settings);
    EXPECT_EQ(judged.verdict, replay_verdict::too_open);
    EXPECT_GT(judged.open, 80u);  // a fifth of 600, give or take four deviations
}

TEST(RoutingReplayDelivery, WithoutAttemptsThereIsNothingToSay) {
    EXPECT_EQ(delivery_replay{}.judge("26202").verdict, replay_verdict::nothing);
}

TEST(RoutingReplayDelivery, WhatCountsForNobodyDoesNotCount) {
    decision made;
    delivery_replay deliveries;
    deliveries.add("26202", made, made, replay_outcome::not_counted);
    EXPECT_TRUE(deliveries.networks().empty());
    deliveries.add("26202", made, made, replay_outcome::delivered);
    deliveries.add("26202", made, made, replay_outcome::failed);
    EXPECT_DOUBLE_EQ(deliveries.judge("26202").before, 0.5);
}

TEST(RoutingReplayDelivery, NetworksBeyondTheLimitAreOne) {
    decision made;
    delivery_replay deliveries;
    for (size_t number = 0; number < REPLAY_NETWORKS_MAX + 5; ++number)
        deliveries.add(std::to_string(number), made, made, replay_outcome::delivered);
    EXPECT_EQ(deliveries.networks().size(), REPLAY_NETWORKS_MAX + 1);
    EXPECT_EQ(deliveries.judge("").attempts, 5u);
}

}  // namespace kaskad::routing
