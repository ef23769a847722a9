#include "config/digest.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Resellers and their clients, what they may use, how their prices are made; [billing].

namespace kaskad::config {
namespace {

using facts::quota;
using facts::quota_period;
using facts::quota_unit;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string RESELLER = "[[client]]\nname = \"reseller\"\ncurrency = \"EUR\"\nclients_max = 5\n";

facts::client client_of(const std::string& more) {
    auto result = read(client_with(more));
    EXPECT_TRUE(result) << to_string(result.error()[0]);
    return result ? result->declared.clients.back().value : facts::client{};
}

std::string refusal_of(const std::string& text) {
    const auto all = mistakes(text);
    EXPECT_EQ(all.size(), 1U) << text;
    return all.empty() ? "" : all[0];
}

TEST(ConfigTree, AClientStandsBelowItsParentAtAMargin) {
    const auto result =
        read(RESELLER + client_with("parent = \"reseller\"\npricing = \"parent\"\nmarkup_percent = \"12.5\"\n"
                                    "markup = \"0.0005\"\nearn_min = \"0.001\"\n"));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& [client, endpoints, parent] = result->declared.clients[1];
    EXPECT_EQ(parent, "reseller");
    EXPECT_EQ(client.pricing, facts::pricing_rule::parent);
    EXPECT_EQ(client.markup_ppm, 125'000);
    EXPECT_EQ(client.markup, *core::parse_price("0.0005"));
    EXPECT_EQ(client.earn_min, *core::parse_price("0.001"));
    EXPECT_EQ(result->declared.clients[0].value.clients_max, 5U);
}

TEST(ConfigTree, QuotasAreOfMessagesPartsOrMoney) {
    const auto client = client_of(
        "zone = \"Europe/Berlin\"\n"
        "[[client.quota]]\nperiod = \"day\"\nmessages = 100\nwarn_percent = 80\n"
        "[[client.quota]]\nperiod = \"month\"\nparts = 3000\ncountry = \"DE\"\n"
        "[[client.quota]]\nperiod = \"month\"\nmoney = \"12.5\"\n");
    EXPECT_THAT(client.quotas, ElementsAre(quota{quota_period::day, quota_unit::messages, "", 100, 80},
                                           quota{quota_period::month, quota_unit::parts, "DE", 3'000, 0},
                                           quota{quota_period::month, quota_unit::money, "", 12'500'000, 0}));
    EXPECT_EQ(client.zone, "Europe/Berlin");
    for (const auto* more : {"", "messages = 1\nparts = 1\n"}) {
        EXPECT_THAT(refusal_of(client_with("[[client.quota]]\nperiod = \"day\"\n" + std::string{more})),
                    HasSubstr("say one of messages, parts and money"));
    }
}

TEST(ConfigTree, WhatAClientMayUseIsRead) {
    const auto client = client_of(
        "charge = \"on_accepted\"\ncharge_for = \"message\"\nrate = 50\nrate_burst = 200\n"
        "dear_price = \"0.2\"\ncountries_allowed = [\"CU\"]\ncountries_denied = [\"KP\"]\n"
        "balance_low = \"10\"\nlate_hours = 48\nwithout_receipt_percent = 50\nnames_networks = true\n"
        "[[client.traffic_allowed]]\nsender = \"Shop\"\nprefix = \"49151\"\n");
    EXPECT_EQ(client.charge, billing::charge_rule::on_accepted);
    EXPECT_EQ(client.unit, facts::charge_unit::message);
    EXPECT_EQ(client.rate, 50U);
    EXPECT_EQ(client.rate_burst, 200U);
    EXPECT_EQ(client.dear_price, *core::parse_price("0.2"));
    EXPECT_THAT(client.countries_allowed, ElementsAre("CU"));
    EXPECT_THAT(client.countries_denied, ElementsAre("KP"));
    EXPECT_EQ(client.balance_low, *core::parse_amount("10"));
    EXPECT_EQ(client.late_hours, 48U);
    EXPECT_EQ(client.without_receipt_percent, 50U);
    EXPECT_TRUE(client.names_networks);
    EXPECT_THAT(client.traffic_allowed, ElementsAre(facts::traffic_allowance{"Shop", "49151"}));
}

TEST(ConfigTree, KeysHaveTermsOfTheirOwn) {
    const std::string key = "[[client.key]]\nname = \"k\"\nkey = \"0123456789abcdef0123456789abcdef\"\n";
    const auto client = client_of(key +
                                  "scopes = [\"send\", \"read\"]\naddresses = [\"10.0.0.0/8\"]\n"
                                  "expires = 2027-01-01T00:00:00Z\ntest = true\n");
    ASSERT_EQ(client.keys.size(), 1U);
    EXPECT_THAT(client.keys[0].scopes, ElementsAre(static_cast<uint8_t>(facts::key_scope::send),
                                                   static_cast<uint8_t>(facts::key_scope::read)));
    EXPECT_THAT(client.keys[0].addresses, ElementsAre("10.0.0.0/8"));
    EXPECT_EQ(client.keys[0].expires_utc, 1'798'761'600'000);
    EXPECT_TRUE(client.keys[0].is_test);
    EXPECT_FALSE(client.keys[0].by_request);
    EXPECT_THAT(refusal_of(client_with(key + "scopes = [\"manage\"]\n")), HasSubstr("clients_max is 0"));
    EXPECT_THAT(refusal_of(client_with(key + "operator_scope = true\ntest = true\n")), HasSubstr("no test key"));
    EXPECT_THAT(refusal_of(client_with(key + "addresses = [\"10.0.0.0/40\"]\n")), HasSubstr("address"));
}

TEST(ConfigTree, WhatCannotBeIsRefusedWithItsPlace) {
    EXPECT_THAT(refusal_of(client_with("parent = \"nobody\"\n")),
                HasSubstr("kaskad.toml:4:10: client.parent: no [[client]]"));
    EXPECT_THAT(refusal_of(client_with("pricing = \"parent\"\n")), HasSubstr("it has no parent"));
    EXPECT_THAT(refusal_of(client_with("markup_percent = \"12.34567\"\n")), HasSubstr("at most 4 decimals"));
    EXPECT_THAT(refusal_of(client_with("markup_percent = 12\n")), HasSubstr("client.markup_percent"));
    EXPECT_THAT(refusal_of(client_with("balance_low = \"-1\"\n")), HasSubstr("client.balance_low"));
    EXPECT_THAT(refusal_of(client_with("zone = \"Mars/Olympus\"\n")), HasSubstr("client.zone"));
    EXPECT_THAT(refusal_of(RESELLER + client_with("parent = \"reseller\"\npricing = \"parent\"\n") +
                           price_with("client = \"c\"\ndefault = true\n")),
                HasSubstr("this price would never count"));
}

TEST(ConfigTree, AnotherParentIsAnotherDeclaration) {
    const auto digest_of = [](const std::string& text) {
        auto result = read(text);
        EXPECT_TRUE(result);
        seal_and_digest(
            result->declared, result->secrets, [](std::string_view plain) { return std::string{plain}; },
            "octets of the key file");
        return result->declared.clients.back().value.digest;
    };
    const auto other = "[[client]]\nname = \"other\"\ncurrency = \"EUR\"\nclients_max = 5\n";
    const auto alone = digest_of(RESELLER + other + client_with(""));
    const auto below = digest_of(RESELLER + other + client_with("parent = \"reseller\"\n"));
    EXPECT_NE(alone, below);
    EXPECT_NE(below, digest_of(RESELLER + other + client_with("parent = \"other\"\n")));
}

TEST(ConfigTree, BillingHoldsForAll) {
    const auto result = read("[billing]\napprove_above = \"500\"\ndear_price = \"0.25\"\nrate_age_ms = 86400000\n");
    ASSERT_TRUE(result);
    const auto& billing = result->process.engine.billing;
    EXPECT_EQ(billing.approve_above, *core::parse_amount("500"));
    EXPECT_EQ(billing.dear_price, *core::parse_price("0.25"));
    EXPECT_EQ(billing.rate_age_ms, 86'400'000);
    EXPECT_THAT(mistakes("[billing]\napprove_above = \"-1\"\n"), testing::SizeIs(1));
}

TEST(ConfigTree, ALinksNetworksStandWhereItSays) {
    const auto result = read(link_with("names_networks = true\nnetwork_tags = [\"0x1420\", \"0x1421\"]\n"));
    ASSERT_TRUE(result);
    EXPECT_THAT(result->declared.links[0].network_tags, ElementsAre(0x1420, 0x1421));
    EXPECT_THAT(mistakes(link_with("network_tags = [\"0x1420\", \"0x1421\", \"0x1422\"]\n")), testing::SizeIs(1));
}

}  // namespace
}  // namespace kaskad::config
