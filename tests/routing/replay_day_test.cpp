#include "routing/replay_day.hpp"

#include "routing/sheet_book.hpp"
#include "tests/routing/replay_world.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr core::link_id CHEAP{1};
constexpr core::link_id GOOD{2};
constexpr core::client_id CLIENT{5};
const replay_key OVER_CHEAP{CHEAP, "26202", EUR, EUR};
const replay_key OVER_GOOD{GOOD, "26202", EUR, EUR};

// A part of it costs 0.01 over the cheap link and 0.02 over the good one, and is sold for 0.05.
replay_settings two_links(policy_kind policy) {
    replay_settings made;
    made.links = {{.id = 1, .price_e8 = 1'000'000, .believed = 0.7, .truth = 0.7},
                  {.id = 2, .price_e8 = 2'000'000, .believed = 0.9, .truth = 0.9}};
    made.terms.policy = policy;
    made.terms.margin.sell = {5'000'000};
    made.terms.sell_currency = EUR;
    return made;
}

uint64_t parts_of(const std::vector<logged_message>& messages) {
    uint64_t parts = 0;
    for (const auto& message : messages)
        parts += message.parts;
    return parts;
}

core::amount times(uint64_t parts, int64_t e6) {
    return {static_cast<int64_t>(parts) * e6};
}

}  // namespace

// The control: a day played again with nothing changed is the day, to the last millionth and by every link.
TEST(RoutingReplayDay, WithoutAChangeItIsTheDay) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    std::uniform_int_distribution<int64_t> price{1, 3'000'000};
    std::uniform_real_distribution<> share{0.2, 0.99};
    for (const auto policy : {policy_kind::least_cost, policy_kind::cost_per_delivered, policy_kind::best_quality,
                              policy_kind::balanced, policy_kind::weighted, policy_kind::chain}) {
        replay_settings settings{.links = {}, .seed = static_cast<uint32_t>(random()), .messages = 300, .open = 0.05};
        for (uint32_t id = 1; id <= 5; ++id) {
            const auto all = price(random);
            settings.links.push_back({.id = id,
                                      .price_e8 = all,
                                      .delivered_e8 = all / 3,
                                      .believed = share(random),
                                      .samples = 20 + 300 * share(random),
                                      .truth = share(random)});
        }
        settings.terms.policy = policy;
        settings.terms.band = 500;
        settings.terms.margin.sell = {5'000'000};
        const replay_world world{settings};
        const auto day = world.play({});
        EXPECT_EQ(day.counts().messages, 300u);
        EXPECT_EQ(day.counts().moved, 0u);
        core::amount cost;
        for (const auto& [key, row] : day.rows()) {
            EXPECT_EQ(row.before, row.after);
            cost = cost + row.after.cost;
        }
        core::amount booked;
        for (const auto& message : world.messages())
            for (const auto& each : message.attempts.front().accruals)
                booked = booked + each.amount;
        EXPECT_EQ(cost, booked);
        EXPECT_EQ(day.deliveries().judge("26202").verdict, replay_verdict::unchanged);
    }
}

TEST(RoutingReplayDay, WithoutTheLinkItsMessagesCostWhatTheNextOneTakes) {
    const replay_world world{two_links(policy_kind::least_cost)};
    const auto day = world.play({.without = CHEAP});
    const auto parts = parts_of(world.messages());
    EXPECT_EQ(day.counts().moved, 1'000u);
    const auto& left = day.rows().at(OVER_CHEAP);
    EXPECT_EQ(left.before.messages, 1'000u);
    EXPECT_EQ(left.before.cost, times(parts, 10'000));
    EXPECT_EQ(left.after, replay_sum{});
    const auto& taken = day.rows().at(OVER_GOOD);
    EXPECT_EQ(taken.after.messages, 1'000u);
    EXPECT_EQ(taken.after.cost, times(parts, 20'000));
    EXPECT_EQ(taken.after.revenue, times(parts, 50'000));
}

TEST(RoutingReplayDay, ANewPriceOfTheSameLinkIsReckonedLineByLine) {
    const replay_world world{two_links(policy_kind::least_cost)};
    const std::vector rows{buy_row(1, 1'500'050)};
    const auto book = *price_book::build(1, rows);
    const auto day = world.play({.prices = &book, .repriced = CHEAP});
    // Each part is a line, rounded alone, half to even: 0.0150005 is 0.015000.
    EXPECT_EQ(day.rows().at(OVER_CHEAP).after.cost, times(parts_of(world.messages()), 15'000));
    EXPECT_EQ(day.counts().moved, 0u);
}

TEST(RoutingReplayDay, WhatIsOwedOnDeliveryCountsByWhatWasBelieved) {
    auto settings = two_links(policy_kind::least_cost);
    settings.links[1].price_e8 = 2'000'000;
    settings.links[1].delivered_e8 = 1'000'000;
    const replay_world world{settings};
    const auto day = world.play({.without = CHEAP});
    // 0.01 in any case and 0.01 in nine of ten cases.
    EXPECT_EQ(day.rows().at(OVER_GOOD).after.cost, times(parts_of(world.messages()), 19'000));
}

TEST(RoutingReplayDay, WithoutAnyLinkMessagesHaveNoRoute) {
    auto settings = two_links(policy_kind::least_cost);
    settings.links.pop_back();
    const replay_world world{settings};
    const auto day = world.play({.without = CHEAP});
    EXPECT_EQ(day.counts().without_route, 1'000u);
    EXPECT_EQ(day.rows().at(OVER_CHEAP).after, replay_sum{});
}

TEST(RoutingReplayDay, AClientsNewPricesChangeWhatItPays) {
    const replay_world world{two_links(policy_kind::least_cost)};
    const std::vector rows{sell_row(price_owner::client, 5, 4'000'000)};
    const auto book = *price_book::build(1, rows);
    const auto day = world.play({.prices = &book}, CLIENT);
    const auto parts = parts_of(world.messages());
    const auto& row = day.rows().at(OVER_CHEAP);
    core::amount by_message;
    for (const auto& message : world.messages())
        by_message = by_message + *core::charge({4'000'000}, message.parts);
    EXPECT_EQ(row.after.revenue, by_message);
    EXPECT_EQ(row.before.revenue, times(parts, 50'000));
    EXPECT_EQ(row.after.cost, row.before.cost);
}

TEST(RoutingReplayDay, WhereTheClientsNewPricesNameNothingNothingIsSold) {
    const replay_world world{two_links(policy_kind::least_cost)};
    const std::vector rows{for_country(sell_row(price_owner::client, 5, 4'000'000), "ES")};
    const auto book = *price_book::build(1, rows);
    EXPECT_EQ(world.play({.prices = &book}, CLIENT).counts().without_price, 1'000u);
    EXPECT_EQ(world.play({.prices = &book, .is_partial = true}, CLIENT).counts().without_price, 0u);
}

TEST(RoutingReplayDay, AMessageWithoutADecisionIsCountedAndLeftOut) {
    replay_day day{{}};
    day.add({.digits = "49",
             .client = CLIENT,
             .currency = EUR,
             .sell_price = {},
             .revenue = {},
             .terms = {},
             .attempts = {}});
    EXPECT_EQ(day.counts().without_decision, 1u);
    EXPECT_TRUE(day.rows().empty());
}

// The sheet's last word on a destination holds, whatever its day.
TEST(RoutingSheetBook, HoldsTheLastRowOfEachDestination) {
    const std::vector<sheet_price> rows{
        {.mccmnc = "26202", .submit = {100}, .currency = EUR, .from_local_ms = 10},
        {.mccmnc = "26202", .submit = {200}, .delivered = {50}, .currency = EUR, .from_local_ms = 20},
        {.submit = {300}, .currency = EUR}};
    const auto book = make_sheet_book(rows, {price_owner::link, 1});
    ASSERT_TRUE(book.has_value());
    const price_question question{.to = &VODAFONE};
    EXPECT_EQ(book->buy({1}, question)->price, core::price{250});
    EXPECT_EQ(book->buy({1}, question)->delivered, core::price{50});
    const price_question elsewhere{.to = &MOVISTAR};
    EXPECT_EQ(book->buy({1}, elsewhere)->price, core::price{300});
    EXPECT_EQ(make_sheet_book(rows, {price_owner::client, 5})->sell({5}, {}, question)->delivered, core::price{});
}

}  // namespace kaskad::routing
