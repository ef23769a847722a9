#include "routing/choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace kaskad::routing {

namespace {

// So sure that no draw changes anything.
choice_option known(double chance, double cost) {
    constexpr double SAMPLES = 1e9;
    return {.delivery = {.alpha = SAMPLES * chance, .beta = SAMPLES * (1 - chance), .samples = SAMPLES}, .cost = cost};
}

choice_option unsure(double chance, double samples, double cost) {
    return {.delivery = {.alpha = samples * chance, .beta = samples * (1 - chance), .samples = samples}, .cost = cost};
}

std::vector<size_t> times_chosen(const std::vector<choice_option>& options, const choice_terms& terms, uint64_t keys) {
    std::vector<size_t> times(options.size());
    for (uint64_t key = 0; key < keys; ++key)
        ++times[choose(options, terms, key).option];
    return times;
}

double sum_of(const choice& made) {
    return std::accumulate(made.shares.begin(), made.shares.end(), 0.0);
}

}  // namespace

// What each policy takes, of: a cheap bad link, a fair one, a good dear one, the best and dearest.
TEST(RoutingChoice, EachPolicyTakesWhatItSays) {
    const std::vector options{known(0.50, 10), known(0.85, 15), known(0.95, 18), known(0.97, 40)};
    struct {
        choice_terms terms;
        size_t expected;
    } const table[] = {
        {{.policy = policy_kind::least_cost}, 0},
        {{.policy = policy_kind::cost_per_delivered}, 1},  // 20, 17.6, 18.9, 41.2 a delivery
        {{.policy = policy_kind::best_quality}, 3},
        {{.policy = policy_kind::balanced, .band = 0.05}, 2},  // 18.9 of 0.95, within 0.05 of 0.97
        {{.policy = policy_kind::balanced, .band = 0.01}, 3},
        {{.policy = policy_kind::balanced, .band = 0.50}, 1},
        {{.policy = policy_kind::expected_value, .value = 2000}, 3},
    };
    for (const auto& line : table) {
        EXPECT_EQ(choose(options, line.terms, 7).option, line.expected) << to_string(line.terms.policy);
    }
}

TEST(RoutingChoice, ExpectedValueCountsWhatADeliveryIsWorth) {
    const std::vector options{known(0.50, 10), known(0.90, 15)};
    // 0.5 v - 10 against 0.9 v - 15: the same at v = 12.5.
    EXPECT_EQ(choose(options, {.policy = policy_kind::expected_value, .value = 12}, 1).option, 0u);
    EXPECT_EQ(choose(options, {.policy = policy_kind::expected_value, .value = 13}, 1).option, 1u);
}

TEST(RoutingChoice, WhatIsOwedOnDeliveryOnlyIsNoRisk) {
    auto on_delivery = known(0.5, 0);
    on_delivery.cost_delivered = 18;
    const std::vector options{on_delivery, known(0.5, 10)};  // 18 and 20 a delivery
    EXPECT_EQ(choose(options, {.policy = policy_kind::cost_per_delivered}, 1).option, 0u);
    EXPECT_EQ(choose(options, {.policy = policy_kind::least_cost}, 1).option, 1u);
}

TEST(RoutingChoice, LateDeliveriesAreNoQuality) {
    auto late = known(0.99, 1);
    late.on_time = 0.5;
    const std::vector options{late, known(0.80, 1)};
    EXPECT_EQ(choose(options, {.policy = policy_kind::best_quality}, 1).option, 1u);
}

TEST(RoutingChoice, SharesAreThoseWithWhichItChooses) {
    const std::vector options{unsure(0.90, 40, 10), unsure(0.80, 10, 9), unsure(0.5, 5, 8)};
    const choice_terms terms{.policy = policy_kind::cost_per_delivered};
    constexpr uint64_t KEYS = 64'000;
    const auto times = times_chosen(options, terms, KEYS);
    const auto made = choose(options, terms, 0);
    EXPECT_NEAR(sum_of(made), 1, 1e-12);
    for (size_t option = 0; option < options.size(); ++option) {
        const double share = made.shares[option];
        const double spread = 4 * std::sqrt(share * (1 - share) * KEYS) + 1;
        EXPECT_NEAR(static_cast<double>(times[option]), share * KEYS, spread) << option;
    }
    EXPECT_GT(times[1], 0u);
}

TEST(RoutingChoice, WhoMayNotExploreTakesTheBest) {
    const std::vector options{unsure(0.90, 5, 10), unsure(0.90, 5, 10.1)};
    const choice_terms terms{.policy = policy_kind::cost_per_delivered, .may_explore = false};
    EXPECT_EQ(times_chosen(options, terms, 1'000)[0], 1'000u);
    EXPECT_EQ(choose(options, terms, 3).share(), 1);
}

TEST(RoutingChoice, ADrawThatIsNotTheBestSaysWhatItCosts) {
    const std::vector options{unsure(0.90, 20, 9), unsure(0.80, 5, 9.6)};  // 10 and 12 a delivery
    const choice_terms terms{.policy = policy_kind::cost_per_delivered};
    bool has_probed = false;
    for (uint64_t key = 0; key < 200; ++key) {
        const auto made = choose(options, terms, key);
        EXPECT_EQ(made.best, 0u);
        EXPECT_NEAR(made.loss, made.option == 0 ? 0 : 0.80 * (12 - 10), 1e-9);
        has_probed = has_probed || made.option == 1;
    }
    EXPECT_TRUE(has_probed);
}

// However cheap: nobody knows it yet.
TEST(RoutingChoice, ANewLinkGetsNoMoreThanItsRamp) {
    auto cheap = unsure(0.85, 6, 1);
    cheap.ramp = 0.01;
    const std::vector options{cheap, known(0.90, 10)};
    const choice_terms terms{.policy = policy_kind::cost_per_delivered};
    const auto made = choose(options, terms, 1);
    EXPECT_EQ(made.best, 1u);
    EXPECT_NEAR(made.shares[0], 0.01, 1e-12);
    EXPECT_NEAR(sum_of(made), 1, 1e-12);
    constexpr uint64_t KEYS = 100'000;
    EXPECT_NEAR(static_cast<double>(times_chosen(options, terms, KEYS)[0]), 0.01 * KEYS, 4 * std::sqrt(0.01 * KEYS));
}

// To learn what it is worth takes minutes so, and an hour if it had to be drawn.
TEST(RoutingChoice, ANewLinkGetsAllOfItsRampWhileItMayBeTheBest) {
    const choice_terms terms{.policy = policy_kind::cost_per_delivered};
    auto worse = unsure(0.80, 6, 10);  // on average
    worse.ramp = 0.05;
    EXPECT_NEAR(choose(std::vector{worse, known(0.90, 10)}, terms, 1).shares[0], 0.05, 1e-12);
    auto hopeless = unsure(0.80, 6, 12);  // a delivery costs 12 at least, beside 11.1
    hopeless.ramp = 0.05;
    EXPECT_EQ(choose(std::vector{hopeless, known(0.90, 10)}, terms, 1).shares[0], 0);
    auto third = worse;
    const auto made = choose(std::vector{worse, known(0.90, 10), third}, terms, 1);
    EXPECT_NEAR(made.shares[0], 0.025, 1e-12);
    EXPECT_NEAR(made.shares[2], 0.025, 1e-12);
}

// What may be spent on trying others out is spent; what is laid by for new links is not.
TEST(RoutingChoice, ANewLinkMayBeTriedWhereOthersMayNot) {
    choice_terms terms{.policy = policy_kind::cost_per_delivered, .may_explore = false};
    auto fresh = unsure(0.80, 6, 10);
    fresh.ramp = 0.05;
    const std::vector options{unsure(0.89, 10, 10), known(0.90, 10), fresh};
    const auto made = choose(options, terms, 1);
    EXPECT_NEAR(made.shares[2], 0.05, 1e-12);
    EXPECT_NEAR(made.shares[1], 0.95, 1e-12);
    terms.may_try_new = false;
    EXPECT_EQ(choose(options, terms, 1).shares[1], 1);
    terms.may_explore = true;
    const auto other = choose(options, terms, 1);
    EXPECT_EQ(other.shares[2], 0);
    EXPECT_GT(other.shares[0], 0.1);
    bool has_new = false;
    terms.may_try_new = true;
    for (uint64_t key = 0; key < 1'000; ++key) {
        const auto each = choose(options, terms, key);
        EXPECT_EQ(each.is_new, each.option == 2);
        has_new = has_new || each.is_new;
    }
    EXPECT_TRUE(has_new);
}

TEST(RoutingChoice, RampsOfDifferentStepsAreKeptTogether) {
    auto newest = unsure(0.85, 6, 1);
    newest.ramp = 0.01;
    auto newer = unsure(0.85, 60, 2);
    newer.ramp = 0.05;
    const auto made =
        choose(std::vector{newest, newer, known(0.90, 100)}, {.policy = policy_kind::cost_per_delivered}, 1);
    EXPECT_LE(made.shares[0], 0.01 + 1e-12);
    EXPECT_NEAR(made.shares[0] + made.shares[1], 0.05, 1e-12);
}

TEST(RoutingChoice, WhereAllAreNewNoneIsHeldBack) {
    auto first = unsure(0.85, 6, 1);
    first.ramp = 0.01;
    auto second = unsure(0.85, 6, 50);
    second.ramp = 0.05;
    const auto made = choose(std::vector{first, second}, {.policy = policy_kind::cost_per_delivered}, 1);
    EXPECT_EQ(made.best, 0u);
    EXPECT_NEAR(sum_of(made), 1, 1e-12);
    // Below 0.01 both are in the running, below 0.05 the second alone, above both again.
    EXPECT_NEAR(made.shares[0], 0.96, 1e-12);
}

TEST(RoutingChoice, WeightsAreShares) {
    auto one = known(0.5, 1);
    auto three = known(0.5, 100);
    three.weight = 3;
    auto none = known(0.99, 0.1);
    none.weight = 0;
    const std::vector options{one, three, none};
    const choice_terms terms{.policy = policy_kind::weighted};
    constexpr uint64_t KEYS = 40'000;
    const auto times = times_chosen(options, terms, KEYS);
    EXPECT_NEAR(static_cast<double>(times[0]), KEYS / 4.0, 4 * std::sqrt(KEYS * 0.1875));
    EXPECT_EQ(times[2], 0u);
    const auto made = choose(options, terms, 1);
    EXPECT_EQ(made.shares[0], 0.25);
    EXPECT_EQ(made.shares[1], 0.75);
}

TEST(RoutingChoice, AChainGoesByItsOrder) {
    auto second = known(0.99, 1);
    second.weight = 2;
    const std::vector options{second, known(0.5, 100)};
    EXPECT_EQ(choose(options, {.policy = policy_kind::chain}, 1).option, 1u);
}

TEST(RoutingChoice, TheRestIsRankedByWhatThePolicyWants) {
    const auto cheap = known(0.5, 10);
    const auto good = known(0.9, 15);
    const auto goes_before = [&](policy_kind policy) {
        const choice_terms terms{.policy = policy, .value = 100};
        return rank_of(cheap, terms) < rank_of(good, terms);
    };
    EXPECT_TRUE(goes_before(policy_kind::least_cost));
    EXPECT_FALSE(goes_before(policy_kind::cost_per_delivered));  // 20 and 16.7
    EXPECT_FALSE(goes_before(policy_kind::best_quality));
    EXPECT_FALSE(goes_before(policy_kind::expected_value));
}

TEST(RoutingChoice, TheSameKeyChoosesTheSame) {
    const std::vector options{unsure(0.9, 10, 10), unsure(0.9, 10, 10)};
    const choice_terms terms{.policy = policy_kind::cost_per_delivered};
    for (uint64_t key = 0; key < 100; ++key)
        EXPECT_EQ(choose(options, terms, key).option, choose(options, terms, key).option);
}

// Those that lose every draw are left out of the reckoning: with them or without, the others fare the same.
TEST(RoutingChoice, WhoeverCannotWinChangesNothing) {
    const std::vector among{unsure(0.90, 40, 10), unsure(0.80, 20, 9), unsure(0.95, 5, 11)};
    for (const auto kind : {policy_kind::cost_per_delivered, policy_kind::best_quality, policy_kind::balanced,
                            policy_kind::expected_value}) {
        const choice_terms terms{.policy = kind, .value = 100, .band = 0.05};
        auto with_hopeless = among;
        with_hopeless.push_back(unsure(0.10, 2'000, 40));
        for (uint64_t key = 0; key < 200; ++key) {
            const auto alone = choose(among, terms, key);
            const auto made = choose(with_hopeless, terms, key);
            ASSERT_EQ(made.option, alone.option) << to_string(kind) << " " << key;
            ASSERT_EQ(made.shares, alone.shares) << to_string(kind) << " " << key;
        }
    }
}

// A hair better at best than the other at worst: it wins some draw, and must not be left out.
TEST(RoutingChoice, WhoeverMayWinOneDrawHasAShare) {
    const std::vector options{unsure(0.90, 400, 10), unsure(0.90, 400, 10.2)};
    const auto made = choose(options, {.policy = policy_kind::cost_per_delivered}, 1);
    EXPECT_GT(made.shares[1], 0);
    EXPECT_LT(made.shares[1], 0.2);
}

}  // namespace kaskad::routing
