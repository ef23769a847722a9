#include "config/schema.hpp"

#include "channels/adapter.hpp"
#include "config/reference.hpp"

#include <boost/pfr.hpp>
#include <gtest/gtest.h>

#include <set>

// A member that is added to a struct and forgotten here could not be configured: each of these counts fails then.

namespace kaskad::config {
namespace {

template <typename T>
constexpr size_t members = boost::pfr::tuple_size_v<T>;

// All but the digest of the header.
constexpr size_t SUPPLIER_KEYS = members<facts::supplier_terms> - 1;

template <typename T>
size_t keys_of_section(const section<T>& known) {
    return known.keys.size();
}

size_t keys_at(std::string_view path) {
    for (const auto& section : reference())
        if (section.path == path) return section.keys.size();
    return 0;
}

TEST(ConfigSchema, HasAKeyForEachOptionOfTheProcess) {
    EXPECT_EQ(keys_at("node"), members<node_options>);
    EXPECT_EQ(keys_at("api"), members<api_options>);
    EXPECT_EQ(keys_at("smpp"), members<smpp_options>);
    EXPECT_EQ(keys_at(""), members<store_options> + 3) << "and number_plan, ported_numbers, number_check";
    EXPECT_EQ(keys_at("store"), 0u) << "the store has no section";
    EXPECT_EQ(keys_at("log"), members<log_options>);
    EXPECT_EQ(keys_of_section(engine_section()), members<engine::options> - 6)
        << "lookup, billing, route_test and cascade stand apart; the sizes of filters are nobody's to choose";
    EXPECT_EQ(keys_at("cascade"), members<engine::cascade_options>);
    EXPECT_EQ(keys_at("billing"), members<engine::billing_options>);
    EXPECT_EQ(keys_at("seller"), members<billing::seller> - 1 + members<billing::party>);
    EXPECT_EQ(keys_at("tax"), members<billing::tax_rate>);
    for (const auto* path :
         {"engine.class.otp", "engine.class.transactional", "engine.class.service", "engine.class.marketing"})
        EXPECT_EQ(keys_at(path), members<engine::class_options>) << path;
}

TEST(ConfigSchema, HasAKeyForEachMemberOfADeclaration) {
    // All but id, digest, those of the passwords, what is learnt or said by a person, and the tables. Host and port of
    // the first are in hosts, as those of the others are; outbind has an address and a port.
    EXPECT_EQ(keys_at("link"), members<facts::link> - 28 + SUPPLIER_KEYS + 1)
        << "nor the day of its limit, nor what a channel account has; but cancel_sm is of what it can";
    EXPECT_EQ(keys_at("link.source"), members<smpp::address_rule>);
    EXPECT_EQ(keys_at("link.destination"), members<smpp::address_rule>);
    EXPECT_EQ(keys_at("link.tlv"), members<smpp::tlv> + 1) << "its value as text or hex";
    EXPECT_EQ(keys_at("link.stat"), members<smpp::stat_rule>);
    EXPECT_EQ(keys_at("link.reason"), members<facts::reason_rule>);
    // id, digest and price list are not written; keys, accounts and numbers stand in tables; a national prefix is two
    // keys.
    EXPECT_EQ(keys_at("client"), members<facts::client> - 10 + 1)
        << "routes, types of senders, quotas and allowances stand in tables too";
    EXPECT_EQ(keys_at("client.quota"), members<facts::quota> + 1) << "unit and limit are messages, parts or money";
    EXPECT_EQ(keys_at("client.traffic_allowed"), members<facts::traffic_allowance>);
    EXPECT_EQ(keys_at("client.route"), members<facts::route_policy> - 1) << "its links stand in tables";
    EXPECT_EQ(keys_at("client.route.link"), members<facts::policy_link>);
    EXPECT_EQ(keys_at("link.sender_type"), members<facts::sender_rule>);
    EXPECT_EQ(keys_at("client.sender_type"), members<facts::sender_rule>);
    EXPECT_EQ(keys_at("link.maintenance"), members<facts::maintenance_window> - 1) << "weekly where it has a weekday";
    EXPECT_EQ(keys_at("client.account"), members<facts::smpp_account>)
        << "and password, inbound_split; rules and contents stand in tables";
    EXPECT_EQ(keys_at("client.account.content"), members<facts::content_tag>);
    EXPECT_EQ(keys_at("client.account.rule"), members<facts::class_rule> + 1) << "a value as text or hex";
    EXPECT_EQ(keys_at("client.number"), members<facts::client_number> + 1) << "whose endpoint may be an account";
    EXPECT_EQ(keys_at("client.key"), members<facts::api_key> - 2 + 2)
        << "and key, insecure_demo_key; not by_request, made_utc";
    EXPECT_EQ(keys_at("client.endpoint"), members<facts::endpoint> - 5 + 1)
        << "all but id, client, digest, and what an SMPP account's has: parallel, inbound_split; its kind is feed or "
           "usage";
    // owner is written as link or client; line is not written; default is a key of its own.
    EXPECT_EQ(keys_at("price"), members<routing::price_row> - 1 + 1);
}

TEST(ConfigSchema, HasAKeyForEachSettingOfAnAdapter) {
    std::set<std::string> settings;
    for (const auto* adapter : channels::adapters())
        for (const auto& setting : adapter->settings())
            settings.emplace(setting.name);
    // name, adapter, enabled, drained, window, rate, countries, three of callbacks and two of a proxy; and as a link
    // networks, classes, owner, expected_delivery_percent, daily_limit, credit, price_zone, and those of its supplier.
    EXPECT_EQ(keys_at("channel"), 12 + 7 + SUPPLIER_KEYS + settings.size());
    EXPECT_EQ(keys_at("channel.maintenance"), keys_at("link.maintenance"));
}

TEST(ConfigSchema, ExplainsEverythingOnce) {
    std::set<std::string> paths;
    for (const auto& section : reference()) {
        EXPECT_TRUE(paths.insert(section.path).second) << section.path;
        EXPECT_FALSE(section.doc.empty()) << section.path;
        std::set<std::string> names;
        for (const auto& key : section.keys) {
            EXPECT_TRUE(names.insert(key.name).second) << section.path << "." << key.name;
            EXPECT_TRUE(key.doc.ends_with('.')) << section.path << "." << key.name;
            EXPECT_FALSE(key.type.empty()) << section.path << "." << key.name;
        }
    }
}

}  // namespace
}  // namespace kaskad::config
