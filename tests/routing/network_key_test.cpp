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

}  // namespace kaskad::routing
