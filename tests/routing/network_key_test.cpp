#include "routing/network_key.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

TEST(RoutingNetworkKey, DiffersWhereNetworksDiffer) {
    const auto key = [](const char* mccmnc, const char* country) {
        return network_key_of({.mccmnc = mccmnc, .country = country, .name = "any"});
    };
    EXPECT_EQ(key("26201", "DE"), key("26201", ""));  // the code says it all
    EXPECT_NE(key("26201", "DE"), key("26202", "DE"));
    EXPECT_NE(key("26201", "DE"), key("262001", "DE"));
    EXPECT_NE(key("00100", ""), network_key{});
    EXPECT_NE(key("", "DE"), key("", "ED"));
    EXPECT_NE(key("", "AA"), network_key{});
    EXPECT_EQ(key("", ""), network_key{});
    EXPECT_EQ(key("12", "de"), network_key{});
}

// An arm has one name for both: it is the same network either way.
TEST(RoutingNetworkKey, OfANameIsThatOfTheNetworkWithThatCodeOrOperator) {
    EXPECT_EQ(network_key_of("26201", "DE"), network_key_of({.mccmnc = "26201", .country = "DE"}));
    EXPECT_EQ(network_key_of("262001", "DE"), network_key_of({.mccmnc = "262001", .country = "DE"}));
    EXPECT_EQ(network_key_of("Telekom", "DE"), network_key_of({.country = "DE", .group = "Telekom"}));
    EXPECT_EQ(network_key_of("", "DE"), network_key_of({.country = "DE"}));
    EXPECT_EQ(network_key_of("", ""), network_key{});
    EXPECT_NE(network_key_of("Telekom", "DE"), network_key_of("", "DE"));
}

}  // namespace kaskad::routing
