#include "routing/route.hpp"

#include "tests/routing/plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <span>
#include <vector>

namespace kaskad::routing {

namespace {

using core::reason;
using testing::ElementsAre;

// Links 1 to 4 with falling preference by price; 5 has no price for Germany, 6 the same price as 1.
price_book prices() {
    const std::vector rows{buy_row(1, 100),
                           buy_row(2, 200),
                           for_country(buy_row(3, 300), "DE"),
                           buy_row(4, 400),
                           for_country(buy_row(5, 1), "ES"),
                           buy_row(6, 100)};
    return *price_book::build(7, rows);
}

link_snapshot link(uint32_t id) {
    link_snapshot made;
    made.id = {id};
    return made;
}

link_snapshot disabled(link_snapshot value) {
    value.enabled = false;
    return value;
}

link_snapshot unbound(link_snapshot value) {
    value.bound = false;
    return value;
}

link_snapshot uncovered(link_snapshot value) {
    value.covers = false;
    return value;
}

link_snapshot busy(link_snapshot value, uint32_t queue_segments, uint32_t rate_segments) {
    value.queue_segments = queue_segments;
    value.rate_segments = rate_segments;
    return value;
}

route_request request_to_germany() {
    route_request request;
    request.recipient = {"4915212345678"};
    request.client = {5};
    request.message_class = core::message_class::otp;
    request.parts = 2;
    request.utc_ms = 1000;
    return request;
}

decision route_to_germany(const std::vector<link_snapshot>& links, std::vector<core::link_id> tried = {}) {
    auto request = request_to_germany();
    request.tried = std::move(tried);
    return route(request, links, small_plan(), prices());
}

std::vector<std::pair<uint32_t, reason>> verdicts(const decision& value) {
    std::vector<std::pair<uint32_t, reason>> list;
    for (const auto& each : value.candidates)
        list.emplace_back(each.link.value, each.verdict);
    return list;
}

auto is(uint32_t id, reason verdict) {
    return std::pair{id, verdict};
}

}  // namespace

TEST(RoutingRoute, ChoosesTheCheapest) {
    const auto made = route_to_germany({link(3), link(1), link(2)});
    EXPECT_EQ(made.outcome, route_outcome::chosen);
    EXPECT_EQ(made.reason, reason::none);
    EXPECT_EQ(made.link, core::link_id{1});
    EXPECT_THAT(verdicts(made), ElementsAre(is(1, reason::none), is(2, reason::dearer), is(3, reason::dearer)));
}

TEST(RoutingRoute, NamesAllItWasMadeFrom) {
    const auto made = route_to_germany({link(3), link(4)});
    EXPECT_EQ(made.link, core::link_id{3});
    EXPECT_EQ(made.client, core::client_id{5});
    EXPECT_EQ(made.message_class, core::message_class::otp);
    EXPECT_EQ(made.parts, 2u);
    EXPECT_EQ(made.utc_ms, 1000);
    EXPECT_EQ(made.network, VODAFONE);
    EXPECT_EQ(made.prefix, "49152");
    EXPECT_EQ(made.plan_version, 3u);
    EXPECT_EQ(made.price_version, 7u);
    EXPECT_EQ(made.price, core::price{300});
    EXPECT_EQ(made.currency, EUR);
    EXPECT_EQ(made.scope, price_scope::country);
    EXPECT_EQ(made.candidates[1].link, core::link_id{4});
    EXPECT_TRUE(made.candidates[1].has_price);
    EXPECT_EQ(made.candidates[1].price, core::price{400});
}

TEST(RoutingRoute, EveryFilterNamesItsReason) {
    const auto made =
        route_to_germany({disabled(link(1)), uncovered(link(1)), link(5), link(2), unbound(link(1)), link(4)}, {{2}});
    EXPECT_THAT(verdicts(made), ElementsAre(is(4, reason::none), is(1, reason::link_disabled),
                                            is(1, reason::link_does_not_cover), is(5, reason::link_without_price),
                                            is(2, reason::link_tried_before), is(1, reason::link_not_bound)));
    EXPECT_FALSE(made.candidates[3].has_price);
    EXPECT_EQ(made.candidates[3].price, core::price{0});
}

// Each line lifts the filter that spoke before it; the next in order speaks.
TEST(RoutingRoute, FiltersSpeakInOrder) {
    struct faults {
        link_snapshot link{.id = {5},
                           .enabled = false,
                           .bound = false,
                           .covers = false,
                           .takes_sender = false,
                           .is_allowed = false,
                           .is_of_client = true,
                           .is_in_policy = false,
                           .is_within_limit = false,
                           .is_in_maintenance = true,
                           .is_ejected = true,
                           .queue_segments = 100,
                           .rate_segments = 10};
        std::vector<core::link_id> tried{{1}};
        candidate_query query{
            .parts = 1, .wait_max_ms = 1'000, .floor = 9'000, .margin = {.sell = {99}}, .sell_currency = EUR};
    };
    struct {
        void (*lift)(faults&);
        reason expected;
    } const table[] = {
        {[](faults&) {}, reason::link_disabled},
        {[](faults& of) { of.link.enabled = true; }, reason::link_does_not_cover},
        {[](faults& of) { of.link.covers = true; }, reason::link_refuses_sender},
        {[](faults& of) { of.link.takes_sender = true; }, reason::link_without_price},
        {[](faults& of) { of.link.id = {1}; }, reason::link_not_allowed},
        {[](faults& of) { of.link.is_allowed = true; }, reason::link_owned_by_client},
        {[](faults& of) { of.link.is_of_client = false; }, reason::link_not_in_policy},
        {[](faults& of) { of.link.is_in_policy = true; }, reason::link_tried_before},
        {[](faults& of) { of.tried = {}; }, reason::link_limit_reached},
        {[](faults& of) { of.link.is_within_limit = true; }, reason::link_loses_money},
        {[](faults& of) { of.query.margin.sell = {101}; }, reason::link_not_bound},
        {[](faults& of) { of.link.bound = true; }, reason::link_in_maintenance},
        {[](faults& of) { of.link.is_in_maintenance = false; }, reason::link_ejected},
        {[](faults& of) { of.link.is_ejected = false; }, reason::link_too_slow},
        {[](faults& of) { of.link.queue_segments = 1; }, reason::link_below_floor},
        {[](faults& of) { of.query.floor = 0; }, reason::none},
    };
    const auto network = VODAFONE;
    faults all;
    all.query.asked.to = &network;
    for (const auto& [lift, expected] : table) {
        lift(all);
        all.query.tried = all.tried;
        EXPECT_EQ(make_candidates(std::span{&all.link, 1}, all.query, prices()).front().verdict, expected);
    }
}

// What only speaks for another link is given up before a message is: the least of it first.
TEST(RoutingRoute, WhatIsOnlyExpectedGivesWay) {
    auto ejected = link(1);
    ejected.is_ejected = true;
    auto in_maintenance = link(2);
    in_maintenance.is_in_maintenance = true;
    auto slow = busy(link(3), 100, 1);
    const auto decide = [](const std::vector<link_snapshot>& links, uint16_t floor) {
        auto request = request_to_germany();
        request.terms.wait_max_ms = 1'000;
        request.terms.floor = floor;
        return route(request, links, small_plan(), prices());
    };
    const auto chosen = [&](const decision& made, uint32_t id, reason why) {
        EXPECT_EQ(made.outcome, route_outcome::chosen);
        EXPECT_EQ(made.link, core::link_id{id});
        EXPECT_EQ(made.reason, why);
        EXPECT_EQ(made.candidates.front().verdict, reason::none);
    };
    chosen(decide({ejected, in_maintenance, slow, link(4)}, 0), 4, reason::none);
    chosen(decide({ejected, in_maintenance, slow, link(4)}, 9'900), 4, reason::link_below_floor);
    chosen(decide({ejected, in_maintenance, slow}, 9'900), 3, reason::link_too_slow);
    chosen(decide({ejected, in_maintenance, unbound(link(4))}, 0), 1, reason::link_ejected);
    chosen(decide({in_maintenance, unbound(link(4))}, 0), 2, reason::link_in_maintenance);
}

TEST(RoutingRoute, MoneyIsNoExpectation) {
    auto request = request_to_germany();
    request.terms.margin.sell = {199};
    request.terms.sell_currency = EUR;
    const std::vector links{unbound(link(1)), link(2)};
    EXPECT_EQ(route(request, links, small_plan(), prices()).outcome, route_outcome::waits);
    request.terms.may_lose = true;
    EXPECT_EQ(route(request, links, small_plan(), prices()).link, core::link_id{2});
    request.terms.may_lose = false;
    request.terms.margin_min = {-1};
    EXPECT_EQ(route(request, links, small_plan(), prices()).link, core::link_id{2});
    request.terms.margin_min = {};
    request.terms.sell_currency = USD;  // there is no rate: nothing can be said
    EXPECT_EQ(route(request, links, small_plan(), prices()).link, core::link_id{2});
    request.terms.lacks_rate = true;  // there was one, and it is too old to rely on
    const auto refused = route(request, std::vector{link(2)}, small_plan(), prices());
    EXPECT_EQ(refused.outcome, route_outcome::refused);
    EXPECT_EQ(refused.candidates.at(0).verdict, reason::link_without_rate);
    request.terms.may_lose = true;
    EXPECT_EQ(route(request, links, small_plan(), prices()).link, core::link_id{2});
}

// Links 1, 2 and 4 ask 100, 200 and 400 for a part; earlier attempts cost 50.
TEST(RoutingRoute, WhatAllAttemptsMayCostIsACap) {
    const auto found = [](int64_t spend_max, int64_t spent, core::currency currency = EUR) {
        auto request = request_to_germany();
        request.terms.spend_max = {spend_max};
        request.terms.margin.spent = {spent};
        request.terms.sell_currency = currency;
        request.terms.may_lose = true;  // that is about earnings, not about this
        return verdicts(route(request, std::vector{link(2), link(4), link(1)}, small_plan(), prices()));
    };
    using each = std::pair<uint32_t, reason>;
    const auto over = reason::link_over_spend_limit;
    EXPECT_THAT(found(250, 50), ElementsAre(each{1, reason::none}, each{2, reason::dearer}, each{4, over}));
    EXPECT_THAT(found(249, 50), ElementsAre(each{1, reason::none}, each{2, over}, each{4, over}));
    EXPECT_THAT(found(149, 50), ElementsAre(each{2, over}, each{4, over}, each{1, over}));
    EXPECT_THAT(found(0, 50), ElementsAre(each{1, reason::none}, each{2, reason::dearer}, each{4, reason::dearer}));
    // There is no rate: nothing can be said.
    EXPECT_THAT(found(1, 0, USD), ElementsAre(each{1, reason::none}, each{2, reason::dearer}, each{4, reason::dearer}));
}

// A cap that is reached says so, though the attempt would lose money as well.
TEST(RoutingRoute, TheSpendLimitIsNamedBeforeTheMargin) {
    auto request = request_to_germany();
    request.terms.spend_max = {99};
    request.terms.margin.sell = {10};
    request.terms.sell_currency = EUR;
    auto used_up = link(1);
    used_up.is_within_limit = false;
    const auto made = route(request, std::vector{link(2), used_up}, small_plan(), prices());
    EXPECT_THAT(verdicts(made), ElementsAre(std::pair<uint32_t, reason>{2, reason::link_over_spend_limit},
                                            std::pair<uint32_t, reason>{1, reason::link_limit_reached}));
    EXPECT_EQ(made.outcome, route_outcome::refused);
}

// 1.0 of 100 is cheaper, 0.99 of 200 delivers more.
TEST(RoutingRoute, TheDrawAndItsSharesAreWrittenDown) {
    auto bad = link(1);
    bad.believed = {.delivery = {.alpha = 20, .beta = 20, .samples = 34}, .on_time = 1, .open = 5, .ramp = 1};
    auto good = link(2);
    good.believed = {.delivery = {.alpha = 95, .beta = 5, .samples = 94}, .on_time = 1, .open = 7, .ramp = 1};
    auto request = request_to_germany();
    request.terms.policy = policy_kind::cost_per_delivered;  // 200 against 210.5 a delivery
    std::map<uint32_t, int> times;
    for (request.chance_key = 0; request.chance_key < 500; ++request.chance_key) {
        const auto made = route(request, std::vector{bad, good}, small_plan(), prices());
        ++times[made.link.value];
        ASSERT_EQ(made.candidates.size(), 2u);
        EXPECT_EQ(made.candidates[0].share + made.candidates[1].share, 1'000'000u);
        EXPECT_EQ(made.best, core::link_id{1});
        EXPECT_EQ(made.probe_cost.e8 > 0, made.link == core::link_id{2});
        EXPECT_EQ(made.candidates[1].verdict, reason::outdone);
        EXPECT_EQ(made.candidates[made.link == core::link_id{1} ? 0 : 1].delivery, 5'000);
        EXPECT_EQ(made.candidates[made.link == core::link_id{1} ? 1 : 0].open, 7u);
    }
    EXPECT_GT(times[1], times[2]);
    EXPECT_GT(times[2], 0);
}

TEST(RoutingRoute, AStickyLinkIsKeptWhileNothingSpeaksAgainstIt) {
    auto request = request_to_germany();
    request.sticky = {3};
    const auto made = route(request, std::vector{link(1), link(3)}, small_plan(), prices());
    EXPECT_EQ(made.link, core::link_id{3});
    EXPECT_TRUE(made.is_sticky);
    auto ejected = link(3);
    ejected.is_ejected = true;
    const auto other = route(request, std::vector{link(1), ejected}, small_plan(), prices());
    EXPECT_EQ(other.link, core::link_id{1});
    EXPECT_FALSE(other.is_sticky);
}

TEST(RoutingRoute, FailsOverToTheNextCheapestUntilNoneIsLeft) {
    const std::vector links{link(1), link(2), link(3)};
    std::vector<core::link_id> tried;
    for (const uint32_t expected : {1, 2, 3}) {
        const auto made = route_to_germany(links, tried);
        ASSERT_EQ(made.outcome, route_outcome::chosen);
        EXPECT_EQ(made.link, core::link_id{expected});
        tried.push_back(made.link);
    }
    const auto last = route_to_germany(links, tried);
    EXPECT_EQ(last.outcome, route_outcome::refused);
    EXPECT_EQ(last.reason, reason::no_link);
    EXPECT_EQ(last.link, core::link_id{});
    EXPECT_EQ(last.price, core::price{0});
    EXPECT_EQ(last.candidates.size(), 3u);
}

TEST(RoutingRoute, AtTheSamePriceTheShorterWaitWins) {
    const auto made = route_to_germany({busy(link(1), 100, 10), busy(link(6), 99, 10)});
    EXPECT_EQ(made.link, core::link_id{6});
    EXPECT_EQ(made.candidates[0].wait_ms, 10'100u);
    EXPECT_EQ(made.candidates[1].wait_ms, 10'200u);
}

TEST(RoutingRoute, AtTheSamePriceAndWaitTheLowerIdWins) {
    EXPECT_EQ(route_to_germany({link(6), link(1)}).link, core::link_id{1});
    EXPECT_EQ(route_to_germany({link(1), link(6)}).link, core::link_id{1});
}

TEST(RoutingRoute, ALongWaitDoesNotOutweighAPrice) {
    EXPECT_EQ(route_to_germany({busy(link(1), 1'000'000, 1), link(2)}).link, core::link_id{1});
}

TEST(RoutingRoute, AnUnboundLinkGivesWayToADearerBoundOne) {
    const auto made = route_to_germany({unbound(link(1)), link(4)});
    EXPECT_EQ(made.outcome, route_outcome::chosen);
    EXPECT_EQ(made.link, core::link_id{4});
}

TEST(RoutingRoute, WaitsForTheCheapestWhenNoneIsBound) {
    const auto made =
        route_to_germany({unbound(link(2)), disabled(unbound(link(6))), unbound(link(1)), link(3)}, {{3}});
    EXPECT_EQ(made.outcome, route_outcome::waits);
    EXPECT_EQ(made.reason, reason::link_not_bound);
    EXPECT_EQ(made.link, core::link_id{1});
    EXPECT_EQ(made.price, core::price{100});
    EXPECT_THAT(verdicts(made), ElementsAre(is(1, reason::link_not_bound), is(2, reason::link_not_bound),
                                            is(6, reason::link_disabled), is(3, reason::link_tried_before)));
}

TEST(RoutingRoute, RefusesWithoutNetworkOrLink) {
    route_request request;
    request.recipient = {"33612345678"};
    const std::vector links{link(1)};
    const auto made = route(request, links, small_plan(), prices());
    EXPECT_EQ(made.outcome, route_outcome::refused);
    EXPECT_EQ(made.reason, reason::no_network);
    EXPECT_TRUE(made.candidates.empty());
    EXPECT_EQ(route_to_germany({}).reason, reason::no_link);
}

TEST(RoutingRoute, TheSameInputGivesTheSameDecision) {
    const std::vector links{busy(link(1), 5, 10), link(6), unbound(link(2)), link(4)};
    EXPECT_EQ(route_to_germany(links), route_to_germany(links));
}

TEST(RoutingRoute, TakesUpToTheLimitOfLinks) {
    const std::vector links(LINKS_MAX, link(5));
    EXPECT_EQ(route_to_germany(links).candidates.size(), LINKS_MAX);
}

TEST(RoutingRouteDeathTest, TakesNoMoreThanTheLimitOfLinks) {
    const std::vector links(LINKS_MAX + 1, link(5));
    EXPECT_DEATH((void)route_to_germany(links), "LINKS_MAX");
}

TEST(RoutingWait, IsQueueAndPartsOverRateRoundedUp) {
    EXPECT_EQ(wait_ms(busy(link(1), 0, 30), 1), 34u);
    EXPECT_EQ(wait_ms(busy(link(1), 30, 30), 0), 1000u);
    EXPECT_EQ(wait_ms(busy(link(1), 5, 0), 3), 0u);
    constexpr auto MAX = std::numeric_limits<uint32_t>::max();
    EXPECT_EQ(wait_ms(busy(link(1), MAX, 1), MAX), MAX);
}

}  // namespace kaskad::routing
