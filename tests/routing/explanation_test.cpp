#include "routing/explanation.hpp"

#include "routing/route.hpp"
#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

decision decide(std::string digits, const std::vector<link_snapshot>& links) {
    const std::vector rows{for_network(buy_row(1, 3'450'000), "26202"), buy_row(2, 4'000'000), buy_row(3, 3'450'000),
                           for_country(buy_row(4, 1), "ES")};
    route_request request;
    request.recipient = {std::move(digits)};
    request.parts = 3;
    request.tried = {{6}};
    const auto prices = price_book::build(7, rows);
    return route(request, links, small_plan(), *prices);
}

}  // namespace

TEST(RoutingExplanation, TellsNetworkChoiceAndWhyNotTheOthers) {
    const std::vector<link_snapshot> links{{.id = {1}},
                                           {.id = {2}},
                                           {.id = {3}, .queue_segments = 1, .rate_segments = 10},
                                           {.id = {4}},
                                           {.id = {5}, .enabled = false}};
    EXPECT_EQ(explain(decide("4915212345678", links)),
              "Network Vodafone (26202, DE), by prefix 49152 of number plan 3. "
              "Chosen: link 1 at 0.0345 EUR a part (network price of price book 7), 3 parts, the best of 3 by "
              "least cost, deliveries unknown (taken for 85.00 %). "
              "Not taken: link 3: same price, longer wait (400 ms against 0 ms); link 2: dearer at 0.04; "
              "link 4: no buy price; link 5: disabled.");
}

TEST(RoutingExplanation, NamesLinksWhereNamesAreGiven) {
    const auto names = [](core::link_id id) { return id.value == 1 ? std::string{"north"} : std::string{}; };
    EXPECT_EQ(explain(decide("4930123456", {{.id = {2}}}), names),
              "Network Germany (DE), by country 49 of number plan 3. "
              "Chosen: link 2 at 0.04 EUR a part (default price of price book 7), 3 parts, the only one left, "
              "deliveries unknown (taken for 85.00 %).");
    EXPECT_NE(explain(decide("4915212345678", {{.id = {1}}}), names).find("Chosen: north at"), std::string::npos);
}

TEST(RoutingExplanation, TellsThePriceItHadAndWhatOfItIsOwedOnDelivery) {
    const auto row = on_delivery(for_prefix(buy_row(2, 4'000'000), "49152"), 1'500'000);
    const auto prices = price_book::build(7, std::vector{row});
    route_request request;
    request.recipient = {"4915212345678"};
    request.parts = 1;
    const std::vector<link_snapshot> links{{.id = {2}}};
    EXPECT_NE(explain(route(request, links, small_plan(), *prices))
                  .find("link 2 at 0.04 EUR a part, 0.015 of it on delivery (prefix price of price book 7)"),
              std::string::npos);
}

TEST(RoutingExplanation, TellsWhatAllAttemptsWouldCost) {
    const auto prices = price_book::build(7, std::vector{buy_row(2, 4'000'000)});
    route_request request;
    request.recipient = {"4915212345678"};
    request.parts = 1;
    request.terms.sell_currency = EUR;
    request.terms.spend_max = {8'000'000};
    request.terms.margin.spent = {4'500'000};
    const std::vector<link_snapshot> links{{.id = {2}}};
    EXPECT_NE(explain(route(request, links, small_plan(), *prices))
                  .find("link 2: over what may be spent: at 0.04, after 0.045 on earlier attempts"),
              std::string::npos);
}

TEST(RoutingExplanation, TellsThatItWaits) {
    const std::vector<link_snapshot> links{{.id = {2}, .bound = false}, {.id = {3}, .bound = false, .covers = false}};
    EXPECT_EQ(
        explain(decide("4915212345678", links)),
        "Network Vodafone (26202, DE), by prefix 49152 of number plan 3. "
        "No link that may take it is bound; it waits for link 2 at 0.04 EUR a part (default price of price book 7), "
        "3 parts. Not taken: link 3: does not cover it.");
}

TEST(RoutingExplanation, TellsWhyNothingWasChosen) {
    EXPECT_EQ(explain(decide("4915212345678", {{.id = {4}}, {.id = {2}, .enabled = false}})),
              "Network Vodafone (26202, DE), by prefix 49152 of number plan 3. No link can take the message. "
              "Not taken: link 4: no buy price; link 2: disabled.");
    EXPECT_EQ(explain(decide("33612345678", {{.id = {1}}})), "No rule of number plan 3 covers the number.");
}

// A probe, with what it costs, and what is believed of the other.
TEST(RoutingExplanation, TellsWhatIsBelievedAndWhatAProbeCosts) {
    decision made;
    made.outcome = route_outcome::chosen;
    made.network = VODAFONE;
    made.prefix = "49152";
    made.policy = policy_kind::cost_per_delivered;
    made.link = {2};
    made.best = {1};
    made.draw = 17;
    made.parts = 1;
    made.price = {2'000'000};
    made.currency = EUR;
    made.probe_cost = {50'000};
    made.candidates = {{.link = {2},
                        .has_price = true,
                        .price = {2'000'000},
                        .delivery = 9'012,
                        .delivery_low = 8'105,
                        .samples = 41,
                        .open = 3,
                        .share = 46'875,
                        .delivery_high = 9'530},
                       {.link = {1},
                        .verdict = core::reason::outdone,
                        .has_price = true,
                        .price = {1'900'000},
                        .delivery = 9'205,
                        .delivery_low = 9'001,
                        .samples = 410,
                        .open = 37,
                        .share = 953'125,
                        .delivery_high = 9'400}};
    EXPECT_EQ(
        explain(made),
        "Network Vodafone (26202, DE), by prefix 49152 of number plan 0. "
        "Chosen: link 2 at 0.02 EUR a part (default price of price book 0), 1 part, one of 2 by "
        "least cost of a delivered message, delivers 90.12 % (81.05 % to 95.30 %; 41 known, 3 open). "
        "It was drawn (17) with a chance of 4.68 %. A probe: link 1 seemed best, and a part costs 0.0005 EUR more "
        "so. Not taken: link 1: at 0.019, delivers 92.05 % (90.01 % to 94.00 %; 410 known, 37 open).");
}

TEST(RoutingExplanation, TellsWhyALinkWithAFaultWasTaken) {
    const auto made = decide("4915212345678", {{.id = {2}, .is_ejected = true}, {.id = {1}, .bound = false}});
    EXPECT_EQ(explain(made),
              "Network Vodafone (26202, DE), by prefix 49152 of number plan 3. "
              "Chosen: link 2 at 0.04 EUR a part (default price of price book 7), 3 parts, the only one left, "
              "deliveries unknown (taken for 85.00 %). Nothing better was left. The link does not deliver at present. "
              "Not taken: link 1: not bound.");
}

TEST(RoutingExplanation, TellsWhoKnewBetterThanThePlanAndSinceWhen) {
    const auto decided_by = [](network_rule rule, int64_t utc_ms) {
        auto value = decide("4915112345678", {{.id = {2}}});
        value.network = VODAFONE;
        value.network_rule = rule;
        value.network_utc_ms = utc_ms;
        const auto text = explain(value);
        return text.substr(0, text.find(". ") + 1);
    };
    constexpr int64_t NEW_YEAR = 1'767'225'600'000;  // 2026-01-01
    const std::string end = "; given out under 4915 of number plan 3.";
    EXPECT_EQ(decided_by(network_rule::ported, NEW_YEAR),
              "Network Vodafone (26202, DE), by the ported numbers of 2026-01-01" + end);
    EXPECT_EQ(decided_by(network_rule::learnt, NEW_YEAR),
              "Network Vodafone (26202, DE), by a supplier's receipt of 2026-01-01" + end);
    EXPECT_EQ(decided_by(network_rule::lookup, NEW_YEAR),
              "Network Vodafone (26202, DE), by a look-up of 2026-01-01" + end);
    EXPECT_EQ(decided_by(network_rule::supplied, 0), "Network Vodafone (26202, DE), as the client said" + end);
}

}  // namespace kaskad::routing
