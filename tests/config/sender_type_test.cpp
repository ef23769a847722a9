#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What type a sender is, to a link and to a client, and the zone of a link's price sheets.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;

const files FILES{{"plans/small.csv", "prefix,country,mccmnc,operator\n49,DE,,Germany\n"}};

TEST(ConfigSenderTypes, AreReadForLinksAndClients) {
    const auto result = read(R"(number_plan = "plans/small.csv"
price = [
  { link = "alpha", default = true, senders = "paid", price = "1", currency = "EUR" },
  { client = "shop", default = true, senders = "national", price = "1", currency = "EUR" },
  { client = "shop", default = true, senders = "free", price = "1", currency = "EUR" },
]
[[link]]
name = "alpha"
hosts = ["127.0.0.1:2775"]
system_id = "a"
password = "b"
price_zone = "Europe/Berlin"
[[link.sender_type]]
sender = "Shop"
network = "DE"
type = "paid"
[[link.sender_type]]
type = "international"
[[client]]
name = "shop"
currency = "EUR"
sender = "Shop"
[[client.key]]
name = "main"
key = "0123456789012345678901234567890123456789"
[[client.sender_type]]
sender = "Shop"
type = "national"
)",
                             FILES);
    ASSERT_TRUE(result);
    using facts::sender_rule;
    using enum routing::sender_type;
    const auto& link = result->declared.links[0];
    EXPECT_EQ(link.price_zone, "Europe/Berlin");
    EXPECT_THAT(link.senders, ElementsAre(sender_rule{"Shop", "DE", paid}, sender_rule{"", "", international}));
    EXPECT_THAT(result->declared.clients[0].value.senders, ElementsAre(sender_rule{"Shop", "", national}));
    EXPECT_THAT(
        lines_of(result->warnings),
        ElementsAre("kaskad.toml:5:48: price.senders: no [[client.sender_type]] says that a sender is such: this "
                    "price counts for no message"));
}

}  // namespace
}  // namespace kaskad::config
