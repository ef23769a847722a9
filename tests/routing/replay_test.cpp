#include "routing/replay.hpp"

#include "routing/route.hpp"
#include "tests/routing/replay_world.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

using core::reason;

constexpr const char* TO_VODAFONE = "4915212345678";

link_snapshot believed_link(uint32_t id, double delivery, double samples = 200) {
    link_snapshot made;
    made.id = {id};
    made.believed.delivery = {delivery * (samples + 6), (1 - delivery) * (samples + 6), samples};
    return made;
}

route_request asked(policy_kind policy, uint64_t key = 31) {
    route_request request;
    request.recipient = {TO_VODAFONE};
    request.client = {5};
    request.utc_ms = 1'000;
    request.chance_key = key;
    request.terms.policy = policy;
    request.terms.margin.sell = {1'000};
    request.terms.sell_currency = EUR;
    return request;
}

price_book book_of(std::vector<price_row> rows) {
    return *price_book::build(9, rows);
}

const price_book DAY = book_of({buy_row(1, 100), buy_row(2, 200), buy_row(3, 300)});

decision logged(const route_request& request, const std::vector<link_snapshot>& links) {
    return route(request, links, small_plan(), DAY);
}

replayed_decision again(const decision& made, const replay_change& change, replay_terms terms = {}) {
    return replay(
        {.logged = &made, .digits = TO_VODAFONE, .chance_key = 31, .sell_price = made.sell_price, .terms = terms},
        change);
}

reason verdict_of(const decision& made, uint32_t link) {
    for (const auto& each : made.candidates)
        if (each.link.value == link) return each.verdict;
    return reason::none;
}

}  // namespace

TEST(RoutingReplay, WithoutAChangeItIsTheLoggedDecision) {
    const auto made = logged(asked(policy_kind::cost_per_delivered), {believed_link(1, 0.9), believed_link(2, 0.95)});
    const auto replayed = again(made, {});
    EXPECT_EQ(replayed.made, made);
    EXPECT_FALSE(replayed.is_touched);
}

TEST(RoutingReplay, WithoutTheLinkTheNextOneTakesIt) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), believed_link(2, 0.9)});
    ASSERT_EQ(made.link, core::link_id{1});
    const auto replayed = again(made, {.without = {1}});
    EXPECT_TRUE(replayed.is_touched);
    EXPECT_EQ(replayed.made.link, core::link_id{2});
    EXPECT_EQ(replayed.made.price, core::price{200});
    EXPECT_EQ(verdict_of(replayed.made, 1), reason::link_disabled);
    EXPECT_FALSE(replayed.is_assumed);
}

TEST(RoutingReplay, WithoutTheOnlyLinkNobodyTakesIt) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9)});
    const auto replayed = again(made, {.without = {1}});
    EXPECT_EQ(replayed.made.outcome, route_outcome::refused);
    EXPECT_EQ(replayed.made.reason, reason::no_link);
    EXPECT_EQ(replayed.made.link, core::link_id{});
}

// A link that played no part then takes none away: the decision is not made anew.
TEST(RoutingReplay, WithoutALinkThatWasOutAnywayNothingIsTouched) {
    auto off = believed_link(3, 0.9);
    off.enabled = false;
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), off});
    EXPECT_FALSE(again(made, {.without = {3}}).is_touched);
}

TEST(RoutingReplay, ACheaperPriceWinsADearerOneLoses) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), believed_link(2, 0.9)});
    const auto cheap = book_of({buy_row(2, 50)});
    EXPECT_EQ(again(made, {.prices = &cheap, .repriced = {2}}).made.link, core::link_id{2});
    EXPECT_EQ(again(made, {.prices = &cheap, .repriced = {2}}).made.price, core::price{50});
    const auto dear = book_of({buy_row(1, 201)});
    EXPECT_EQ(again(made, {.prices = &dear, .repriced = {1}}).made.link, core::link_id{2});
    const auto same = book_of({buy_row(1, 100)});
    EXPECT_FALSE(again(made, {.prices = &same, .repriced = {1}}).is_touched);
}

TEST(RoutingReplay, ASheetWithoutTheDestinationTakesTheLinkAwayAPartialOneDoesNot) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), believed_link(2, 0.9)});
    const auto elsewhere = book_of({for_country(buy_row(1, 1), "ES")});
    const auto whole = again(made, {.prices = &elsewhere, .repriced = {1}});
    EXPECT_EQ(whole.made.link, core::link_id{2});
    EXPECT_EQ(verdict_of(whole.made, 1), reason::link_without_price);
    EXPECT_FALSE(again(made, {.prices = &elsewhere, .repriced = {1}, .is_partial = true}).is_touched);
}

// The filters behind the price were never asked of it.
TEST(RoutingReplay, ALinkThatHadNoPriceTakesPartAndThatIsSaid) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), believed_link(4, 0.9)});
    ASSERT_EQ(verdict_of(made, 4), reason::link_without_price);
    const auto priced = book_of({buy_row(4, 10)});
    const auto replayed = again(made, {.prices = &priced, .repriced = {4}});
    EXPECT_EQ(replayed.made.link, core::link_id{4});
    EXPECT_TRUE(replayed.is_assumed);
}

TEST(RoutingReplay, TheMarginIsGuardedAtTheNewPrice) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), believed_link(2, 0.9)});
    const auto dear = book_of({buy_row(1, 1'001)});  // sold for 1,000
    EXPECT_EQ(verdict_of(again(made, {.prices = &dear, .repriced = {1}}).made, 1), reason::link_loses_money);
    const auto allowed = again(made, {.prices = &dear, .repriced = {1}}, {.may_lose = true});
    EXPECT_EQ(verdict_of(allowed.made, 1), reason::dearer);
}

TEST(RoutingReplay, ALowerSellPriceTakesAwayWhatLosesByIt) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.9), believed_link(3, 0.9)});
    const auto replayed =
        replay({.logged = &made, .digits = TO_VODAFONE, .chance_key = 31, .sell_price = {200}, .terms = {}}, {});
    EXPECT_EQ(replayed.made.link, core::link_id{1});
    EXPECT_EQ(verdict_of(replayed.made, 3), reason::link_loses_money);
    EXPECT_EQ(replayed.made.sell_price, core::price{200});
}

TEST(RoutingReplay, AnotherPolicyRanksTheSameLinks) {
    const auto made = logged(asked(policy_kind::least_cost), {believed_link(1, 0.5), believed_link(2, 0.95)});
    ASSERT_EQ(made.link, core::link_id{1});
    const auto best = again(made, {.policy = replay_policy{.kind = policy_kind::best_quality}});
    EXPECT_EQ(best.made.link, core::link_id{2});
    EXPECT_EQ(best.made.policy, policy_kind::best_quality);
    const auto forced = again(made, {.policy = replay_policy{.kind = policy_kind::forced, .places = {{{2}, 1}}}});
    EXPECT_EQ(forced.made.link, core::link_id{2});
    EXPECT_EQ(verdict_of(forced.made, 1), reason::link_not_in_policy);
}

// All links were below the floor, so the floor was given up: it still is, whoever wins now.
TEST(RoutingReplay, AFaultThatAllHadIsGivenUpAgain) {
    auto request = asked(policy_kind::least_cost);
    request.terms.floor = 9'900;
    const auto made = logged(request, {believed_link(1, 0.5), believed_link(2, 0.6)});
    ASSERT_EQ(made.reason, reason::link_below_floor);
    const auto replayed = again(made, {.without = {1}});
    EXPECT_EQ(replayed.made.link, core::link_id{2});
    EXPECT_EQ(replayed.made.reason, reason::link_below_floor);
}

TEST(RoutingReplay, WhatWaitedStillWaits) {
    auto first = believed_link(1, 0.9);
    auto second = believed_link(2, 0.9);
    first.bound = second.bound = false;
    const auto made = logged(asked(policy_kind::least_cost), {first, second});
    ASSERT_EQ(made.outcome, route_outcome::waits);
    const auto replayed = again(made, {.without = {1}});
    EXPECT_EQ(replayed.made.outcome, route_outcome::waits);
    EXPECT_EQ(replayed.made.link, core::link_id{2});
}

TEST(RoutingReplay, ASharedOutPolicyKeepsItsShares) {
    auto request = asked(policy_kind::weighted);
    auto heavy = believed_link(1, 0.9);
    heavy.weight = 3;
    const auto made = logged(request, {heavy, believed_link(2, 0.9), believed_link(3, 0.9)});
    const auto replayed = again(made, {.without = {2}});
    ASSERT_EQ(replayed.made.outcome, route_outcome::chosen);
    for (const auto& each : replayed.made.candidates) {
        if (each.link.value == 1) EXPECT_EQ(each.share, 750'000u);
        if (each.link.value == 3) EXPECT_EQ(each.share, 250'000u);
    }
}

// Only rounded bounds are written down, and yet the same draws fall: seen by making decisions anew that a price moves
// by next to nothing.
TEST(RoutingReplay, BeliefsReadBackGiveTheSameChances) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    std::uniform_real_distribution<> share{0.3, 0.99};
    std::uniform_real_distribution<> samples{5, 2'000};
    size_t same = 0;
    double apart = 0;
    constexpr size_t ROUNDS = 400;
    for (size_t round = 0; round < ROUNDS; ++round) {
        const auto request = asked(policy_kind::cost_per_delivered, 31);
        const auto made = logged(request, {believed_link(1, share(random), samples(random)),
                                           believed_link(2, share(random), samples(random))});
        const auto hardly = book_of({for_country(buy_row(3, 1), "ES")});
        auto widened = made;  // a third link that is taken away again: the others are drawn anew
        candidate third;
        third.link = {3};
        third.has_price = true;
        third.price = {300};
        third.verdict = reason::outdone;
        widened.candidates.push_back(third);
        const auto replayed = again(widened, {.prices = &hardly, .repriced = {3}});
        ASSERT_TRUE(replayed.is_touched);
        same += replayed.made.link == made.link ? 1 : 0;
        for (const auto& each : replayed.made.candidates)
            for (const auto& other : made.candidates)
                if (each.link == other.link) apart += std::abs(double{1} * each.share - other.share) / 1e6;
    }
    EXPECT_GE(same, ROUNDS * 98 / 100);
    EXPECT_LT(apart / ROUNDS, 0.02);
}

}  // namespace kaskad::routing
