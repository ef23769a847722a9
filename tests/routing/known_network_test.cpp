#include "routing/known_network.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

const network OPERATOR{"", "DE", "1&1", "DE/1und1"};

number_plan plan_of(std::vector<number_plan_row> rows) {
    return *number_plan::build(1, rows);
}

known_network by_plan(const number_plan& plan, std::string_view digits) {
    return network_of_match(*plan.find(digits));
}

}  // namespace

TEST(RoutingKnownNetwork, ThePlanSaysByWhichKindOfRuleItKnows) {
    const auto plan = plan_of({{"49", GERMANY},
                               {"49151", TELEKOM},
                               {"49157", OPERATOR},
                               {.prefix = "4915210", .network = VODAFONE, .to = "4915219"}});
    EXPECT_EQ(by_plan(plan, "4930123456"), (known_network{GERMANY, network_rule::country}));
    EXPECT_EQ(by_plan(plan, "4915112345678"), (known_network{TELEKOM, network_rule::prefix}));
    EXPECT_EQ(by_plan(plan, "4915712345678"), (known_network{OPERATOR, network_rule::prefix}));
    EXPECT_EQ(by_plan(plan, "4915212345678"), (known_network{VODAFONE, network_rule::range}));
}

TEST(RoutingKnownNetwork, ACodeIsTheNetworkThatThePlanDescribes) {
    EXPECT_EQ(network_of_code(small_plan(), "26202", "DE"), VODAFONE);
}

TEST(RoutingKnownNetwork, ACodeThatThePlanHasNotIsTakenWhereItsMccFits) {
    const network unknown{"26203", "DE", "26203"};
    EXPECT_EQ(network_of_code(small_plan(), "26203", "DE"), unknown);
    // Of Spain, as the plan knows; and of a country that it does not have.
    EXPECT_EQ(network_of_code(small_plan(), "21401", "DE"), std::nullopt);
    EXPECT_EQ(network_of_code(small_plan(), "25001", "RU"), (network{"25001", "RU", "25001"}));
}

// A phone abroad is served by a network of there, and some suppliers name that one.
TEST(RoutingKnownNetwork, ANetworkOfAnotherCountryIsNone) {
    EXPECT_EQ(network_of_code(small_plan(), "21407", "DE"), std::nullopt);
    for (const auto* no_code : {"", "262", "2620", "2620100", "26x01"})
        EXPECT_EQ(network_of_code(small_plan(), no_code, "DE"), std::nullopt) << no_code;
}

// ITU-T E.212: "310260" is no network "31026".
TEST(RoutingKnownNetwork, FiveDigitsAreNoSix) {
    const auto plan = plan_of({{"1", {"310260", "US", "T-Mobile"}}});
    EXPECT_EQ(network_of_code(plan, "31026", "US"), (network{"31026", "US", "31026"}));
    EXPECT_EQ(plan.networks_of("31026").size(), 1U);
    EXPECT_TRUE(plan.networks_of("3103").empty());
    EXPECT_TRUE(plan.networks_of("262").empty());
}

// Two countries share an MCC where one runs the other's networks.
TEST(RoutingKnownNetwork, OfTwoCountriesTheNumbersOwnCounts) {
    const auto plan = plan_of({{"590", {"34001", "GP", "Orange"}}, {"596", {"34001", "MQ", "Orange"}}});
    EXPECT_EQ(network_of_code(plan, "34001", "MQ")->country, "MQ");
    EXPECT_EQ(network_of_code(plan, "34001", "GP")->country, "GP");
    EXPECT_EQ(network_of_code(plan, "34002", "GP")->country, "GP");
}

}  // namespace kaskad::routing
