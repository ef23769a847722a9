#include "routing/ported_row.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

std::string why_refused(std::string_view line, ported_list kind = ported_list::list) {
    ported_networks networks;
    const auto row = read_ported_row(line, kind, networks);
    return row ? "taken" : row.error();
}

}  // namespace

TEST(RoutingPortedRow, ReadsNumbersAndNetworks) {
    ported_networks networks;
    const auto read = [&](std::string_view line) { return read_ported_row(line, ported_list::list, networks).value(); };
    EXPECT_EQ(read("4915112345678,26203"), (ported_entry{4915112345678, 0}));
    EXPECT_EQ(read(" +12125550100 , 310260 "), (ported_entry{12125550100, 1}));
    EXPECT_EQ(read("999999999999999,26203"), (ported_entry{999999999999999, 0}));
    EXPECT_EQ(read("1000000,26201"), (ported_entry{1000000, 2}));
    EXPECT_EQ(networks.names(), (std::vector<std::string>{"26203", "310260", "26201"}));
}

TEST(RoutingPortedRow, ALineWithoutANetworkIsForDifferencesOnly) {
    ported_networks networks;
    const auto row = read_ported_row("4915112345678,", ported_list::difference, networks);
    EXPECT_EQ(row.value(), (ported_entry{4915112345678, PORTED_GONE}));
    EXPECT_EQ(why_refused("4915112345678,"), "'' is not a network: MCC and MNC, 5 or 6 digits, as 26201");
}

TEST(RoutingPortedRow, RefusesOtherForms) {
    EXPECT_EQ(why_refused("4915112345678"), "a row is written number,mccmnc; this is '4915112345678'");
    EXPECT_EQ(why_refused("4915112345678,26201,x"), "a row is written number,mccmnc; this is '4915112345678,26201,x'");
    EXPECT_EQ(why_refused("015112345678,26201"), "'015112345678' is not a number: country code first, 7 to 15 digits");
    for (const auto line :
         {"123456,26201", "1234567890123456,26201", "49151a2345678,26201", ",26201", "++4915112345,26201",
          "4915112345678,2620", "4915112345678,2620111", "4915112345678,262-1"}) {
        EXPECT_NE(why_refused(line), "taken") << line;
    }
    EXPECT_EQ(why_refused(std::string(50, 'x')),
              "a row is written number,mccmnc; this is '" + std::string(40, 'x') + "...'");
}

TEST(RoutingPortedRow, RemarksSayNothing) {
    for (const auto line : {"", "  ", "# made by hand", "number,mccmnc"})
        EXPECT_TRUE(is_ported_remark(line)) << line;
    EXPECT_FALSE(is_ported_remark("number,network"));
    EXPECT_FALSE(is_ported_remark("4915112345678,26201"));
}

TEST(RoutingPortedRow, NetworksAreBounded) {
    ported_networks networks;
    for (uint32_t code = 0; code < PORTED_NETWORKS_MAX; ++code)
        ASSERT_EQ(networks.add(std::to_string(100'000 + code)), code);
    EXPECT_FALSE(networks.add("26201").has_value());
    EXPECT_EQ(networks.add("100001"), 1u);
    EXPECT_EQ(read_ported_row("4915112345678,26201", ported_list::list, networks).error(),
              "'26201' is one network too many: a file names 16383");
}

}  // namespace kaskad::routing
