#include "config/summary.hpp"

#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace kaskad::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string summary(const std::string& text) {
    const auto result = read(text);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error()[0]));
    return result ? describe(*result) : "";
}

std::string link(const std::string& name) {
    return "[[link]]\nname = \"" + name + "\"\nhosts = [\"h\"]\nsystem_id = \"me\"\npassword = \"hunter2\"\n";
}

TEST(ConfigSummary, ReadsLikeThis) {
    EXPECT_EQ(summary(link("alpha") + R"(rate = 30
tls = true
[[client]]
name = "shop"
currency = "EUR"
limit = "50"
charge = "on_delivered"
[[client.key]]
name = "k"
key = "0123456789abcdef0123456789abcdef"
[[price]]
link = "alpha"
country = "DE"
price = "0.04"
currency = "EUR"
[[price]]
default = true
price = "0.1"
currency = "EUR"
)"),
              R"(kaskad.toml
node         number 0, 1 network thread
API          http://127.0.0.1:8080
SMPP         off
store        ./data, segments of 64 MiB, key file inside
log          info, to standard error
number plan  none
prices       1 to buy, 1 to sell
links        1
  alpha        h:2775 (TLS) as me, 1 connection, window 10, 30 segments/s, 1 price
clients      1
  shop         EUR, limit 50, charged on delivery, 1 key, 0 SMPP accounts, 0 endpoints, 0 prices of its own
)");
}

TEST(ConfigSummary, TellsNoSecret) {
    const auto text =
        summary(link("a") + "[[client]]\nname = \"c\"\ncurrency = \"EUR\"\n[[client.key]]\nname = \"k\"\n" +
                "key = \"hunter2\"\ninsecure_demo_key = true\n[[client.endpoint]]\nname = \"e\"\nurl = "
                "\"https://a.example\"\nsecret = \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"\n");
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
    EXPECT_THAT(text, Not(HasSubstr("whsec_")));
}

TEST(ConfigSummary, NamesTheServerOfAStoreWithoutItsPassword) {
    const auto text =
        summary("store = \"postgresql://me:hun/ter@2@db:5433/kaskad?sslmode=require\"\njournal = \"j\"\n");
    EXPECT_THAT(text, HasSubstr("store        PostgreSQL at db:5433/kaskad, segments of 64 MiB, journal in j, "
                                "key file in ./data\n"));
    EXPECT_THAT(text, Not(HasSubstr("hun")));
    EXPECT_THAT(text, Not(HasSubstr("ter")));
}

TEST(ConfigSummary, StaysOnOneScreen) {
    std::string text;
    for (int index = 0; index < 200; ++index)
        text += link("link" + std::to_string(index));
    const auto lines = summary(text);
    EXPECT_LE(std::ranges::count(lines, '\n'), 24);
    EXPECT_THAT(lines, HasSubstr("links        200\n"));
    EXPECT_THAT(lines, HasSubstr("  and 192 more\n"));
}

}  // namespace
}  // namespace kaskad::config
