#include "routing/route.hpp"

#include "tests/routing/plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

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

decision route_to_germany(const std::vector<link_snapshot>& links, std::vector<core::link_id> tried = {}) {
    route_request request;
    request.recipient = {"4915212345678"};
    request.client = {5};
    request.message_class = core::message_class::otp;
    request.parts = 2;
    request.utc_ms = 1000;
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
    EXPECT_EQ(made.candidates[1], (candidate{{4}, reason::dearer, true, {400}, 0}));
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
    struct {
        link_snapshot link;
        bool tried;
        reason expected;
    } const table[] = {
        {disabled(uncovered(unbound(link(5)))), true, reason::link_disabled},
        {uncovered(unbound(link(5))), true, reason::link_does_not_cover},
        {unbound(link(5)), true, reason::link_without_price},
        {unbound(link(1)), true, reason::link_tried_before},
        {unbound(link(1)), false, reason::link_not_bound},
        {link(1), false, reason::none},
    };
    for (const auto& [snapshot, tried, expected] : table) {
        const auto made = route_to_germany({snapshot}, tried ? std::vector{snapshot.id} : std::vector<core::link_id>{});
        EXPECT_THAT(verdicts(made), ElementsAre(is(snapshot.id.value, expected)));
    }
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
