#include "routing/route.hpp"
#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

#include <vector>

// What the prices of a route are asked for: class, sender, number, and the network it is in today.

namespace kaskad::routing {

// The same links to the same number: which is cheaper, the class, the type of sender and the prefix decide.
TEST(RoutingRoute, IsAskedForTheClassTheSenderAndTheNumber) {
    const std::vector rows{buy_row(1, 50), on_delivery(for_class(buy_row(1, 20), core::message_class::otp), 5),
                           for_senders(buy_row(1, 30), sender_type::international),
                           for_prefix(buy_row(2, 40), "4915212"), buy_row(2, 60)};
    const auto book = *price_book::build(7, rows);
    const std::vector<link_snapshot> links{{.id = {1}}, {.id = {2}}};
    route_request request;
    request.recipient = {"4915212345678"};
    auto made = route(request, links, small_plan(), book);
    EXPECT_EQ(made.link, core::link_id{2});
    EXPECT_EQ(made.scope, price_scope::prefix);
    request.recipient = {"4915222345678"};
    EXPECT_EQ(route(request, links, small_plan(), book).link, core::link_id{1});
    request.recipient = {"4915212345678"};
    request.senders = sender_type::international;
    EXPECT_EQ(route(request, links, small_plan(), book).price, core::price{30});
    request.message_class = core::message_class::otp;
    made = route(request, links, small_plan(), book);
    EXPECT_EQ(made.price, core::price{20});
    EXPECT_EQ(made.price_delivered, core::price{5});
    EXPECT_EQ(made.scope, price_scope::any);
}

// 4915112345678 was given out by Telekom, and is in Vodafone's network today: its prices count.
TEST(RoutingRoute, GoesByTheNetworkThatSomebodyKnowsBetter) {
    const std::vector rows{for_network(buy_row(1, 100), "26201"), buy_row(1, 300), buy_row(2, 200)};
    const auto book = price_book::build(7, rows);
    route_request request;
    request.recipient = {"4915112345678"};
    const std::vector<link_snapshot> links{{.id = {1}}, {.id = {2}}};
    const auto by_plan = route(request, links, small_plan(), *book);
    EXPECT_EQ(by_plan.link, core::link_id{1});
    EXPECT_EQ(by_plan.network_rule, network_rule::prefix);
    request.known = known_network{VODAFONE, network_rule::ported, 1'000};
    const auto made = route(request, links, small_plan(), *book);
    EXPECT_EQ(made.link, core::link_id{2});
    EXPECT_EQ(made.network, VODAFONE);
    EXPECT_EQ(made.network_rule, network_rule::ported);
    EXPECT_EQ(made.network_utc_ms, 1'000);
    EXPECT_EQ(made.prefix, "4915");
}

}  // namespace kaskad::routing
