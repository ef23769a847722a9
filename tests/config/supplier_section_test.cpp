#include "config/digest.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A link's account with its supplier, whether the link takes messages back, and endpoints that are fetched.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string ASKED =
    "balance_url = \"https://a.example/b?of=us\"\nbalance_path = \"/0/left\"\nbalance_header = \"X-Key: hush\"\n";

std::string channel_with(std::string_view more) {
    return "[[channel]]\nname = \"v\"\nadapter = \"viber_business\"\nservice_id = 1\ncallback_key = "
           "\"0123456789abcdef\"\n" +
           std::string{more};
}

facts::link sealed(const std::string& text, std::string_view salt = "salt") {
    auto result = read(text);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error()[0]));
    if (!result) return {};
    const auto seal = [](std::string_view plain) { return std::string{plain.rbegin(), plain.rend()}; };
    seal_and_digest(result->declared, result->secrets, seal, salt);
    return result->declared.links.at(0);
}

}  // namespace

TEST(ConfigSupplierSection, IsReadWholeOfLinksAndChannels) {
    const auto terms = "prepaid = true\nbalance_floor = \"2.5\"\nbalance_every_s = 60\n" + ASKED;
    for (const auto& text : {link_with(terms), channel_with(terms)}) {
        const auto link = sealed(text);
        EXPECT_TRUE(link.supplier.prepaid);
        EXPECT_EQ(link.supplier.balance_floor.e6, 2'500'000);
        EXPECT_EQ(link.supplier.balance_url, "https://a.example/b?of=us");
        EXPECT_EQ(link.supplier.balance_path, "/0/left");
        EXPECT_EQ(link.supplier.balance_every_s, 60U);
        EXPECT_EQ(link.supplier.balance_header_sealed, "hsuh :yeK-X");
    }
}

TEST(ConfigSupplierSection, IsAskedEachTenMinutesUnlessSaidAndNeverWithoutAnUrl) {
    EXPECT_EQ(sealed(link_with(ASKED)).supplier.balance_every_s, 600U);
    EXPECT_EQ(sealed(link_with("prepaid = true\n")).supplier.balance_every_s, 0U);
    EXPECT_EQ(sealed(link_with("")).supplier, facts::supplier_terms{});
}

TEST(ConfigSupplierSection, AChangeOfTheHeaderIsADifference) {
    const auto first = sealed(link_with(ASKED));
    EXPECT_EQ(first.digest, sealed(link_with(ASKED)).digest);
    auto text = link_with(ASKED);
    text.replace(text.find("hush"), 4, "tell");
    const auto other = sealed(text);
    EXPECT_NE(first.digest, other.digest);
    EXPECT_NE(first.supplier.balance_header_digest, other.supplier.balance_header_digest);
    EXPECT_NE(first.supplier.balance_header_digest,
              sealed(link_with(ASKED), "another key file").supplier.balance_header_digest);
    EXPECT_THAT(other.supplier.balance_header_digest, Not(HasSubstr("tell")));
}

TEST(ConfigSupplierSection, TheDigestIsNotOfTheSeal) {
    auto result = read(link_with(ASKED));
    ASSERT_TRUE(result);
    seal_and_digest(
        result->declared, result->secrets, [](std::string_view) { return "random"; }, "salt");
    EXPECT_EQ(result->declared.links[0].digest, sealed(link_with(ASKED)).digest);
    EXPECT_EQ(result->declared.links[0].supplier.balance_header_sealed, "random");
}

TEST(ConfigSupplierSection, AnUrlNeedsAPath) {
    EXPECT_THAT(mistakes(link_with("balance_url = \"https://a.example/b\"\n")),
                ElementsAre("kaskad.toml:6:15: link.balance_path: missing: where in the answer the balance stands, as "
                            "\"/balance\""));
    EXPECT_THAT(mistakes(link_with("balance_url = \"https://a.example/b\"\nbalance_path = \"\"\n")), ElementsAre())
        << "the whole answer";
    EXPECT_THAT(mistakes(channel_with("balance_url = \"https://a.example/b\"\n")),
                ElementsAre(HasSubstr("6:15: channel.balance_path: missing")));
}

TEST(ConfigSupplierSection, WhatWouldDoNothingIsRefused) {
    for (const auto* line : {"balance_path = \"/b\"", "balance_header = \"X-Key: hush\"", "balance_every_s = 60"})
        EXPECT_THAT(mistakes(link_with(std::string{line} + "\n")),
                    ElementsAre(HasSubstr("is of balance_url, which is missing")));
    const std::string floor = "balance_floor = \"1\"\n";
    EXPECT_THAT(mistakes(link_with(floor)),
                ElementsAre("kaskad.toml:6:17: link.balance_floor: nothing says what is left: write prepaid = true, "
                            "credit or balance_url"));
    for (const auto& more : {std::string{"prepaid = true\n"}, std::string{"credit = \"10\"\n"}, ASKED})
        EXPECT_THAT(mistakes(link_with(floor + more)), ElementsAre()) << more;
}

TEST(ConfigSupplierSection, ValuesAreChecked) {
    EXPECT_THAT(mistakes(link_with("prepaid = true\nbalance_floor = \"-1\"\n")),
                ElementsAre("kaskad.toml:7:17: link.balance_floor: must not be negative"));
    EXPECT_THAT(mistakes(link_with(ASKED + "balance_every_s = 9\n")),
                ElementsAre("kaskad.toml:9:19: link.balance_every_s: must be 10 to 86400, is 9"));
    EXPECT_THAT(mistakes(link_with("balance_url = \"ftp://a\"\nbalance_path = \"/b\"\n")),
                ElementsAre(HasSubstr("6:15: link.balance_url: expected http(s)://host[:port]/path")));
    EXPECT_THAT(mistakes(link_with("balance_url = \"http://a\"\nbalance_path = \"b\"\n")),
                ElementsAre(HasSubstr("7:16: link.balance_path: expected a JSON pointer")));
}

TEST(ConfigSupplierSection, TheHeaderStandsInNoMistake) {
    const auto found = mistakes(link_with("balance_header = \"hunter2\"\n" + ASKED));
    EXPECT_FALSE(found.empty());
    for (const auto& line : found)
        EXPECT_THAT(line, Not(HasSubstr("hunter2")));
    EXPECT_THAT(
        mistakes(link_with("balance_url = \"http://a\"\nbalance_path = \"/b\"\nbalance_header = \"hunter2\"\n")),
        ElementsAre("kaskad.toml:8:18: link.balance_header: expected a header, as \"Authorization: Bearer "
                    "KEY\""));
}

TEST(ConfigSupplierSection, ALinkTakesNothingBackUnlessItIsSaid) {
    EXPECT_FALSE(sealed(link_with("")).capability.revokes);
    const auto link = sealed(link_with("cancel_sm = true\n"));
    EXPECT_TRUE(link.capability.revokes);
    EXPECT_NE(link.digest, sealed(link_with("")).digest) << "a reload applies it";
}

TEST(ConfigFeed, HasNeitherUrlNorSecret) {
    const auto result = read(client_with("[[client.endpoint]]\nname = \"e\"\nfeed = true\ndefault = true\n"));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& endpoint = result->declared.clients[0].endpoints.at(0);
    EXPECT_EQ(endpoint.kind, facts::endpoint_kind::feed);
    EXPECT_EQ(endpoint.url, "");
    EXPECT_TRUE(endpoint.is_default);
    EXPECT_EQ(result->secrets.endpoint_secrets[0].size(), 1U);
}

TEST(ConfigFeed, WhatOnlyCallbacksHaveIsRefused) {
    const std::string text = client_with("[[client.endpoint]]\nname = \"e\"\nfeed = true\n");
    EXPECT_THAT(mistakes(text + "url = \"https://a.example\"\n"),
                ElementsAre("kaskad.toml:7:7: client.endpoint.url: a feed is posted nowhere: leave this out, or feed = "
                            "true"));
    EXPECT_THAT(mistakes(text + "secret = \"hunter2\"\n"),
                ElementsAre(HasSubstr("7:10: client.endpoint.secret: a feed")));
    EXPECT_THAT(mistakes(text + "allow_private = true\n"),
                ElementsAre(HasSubstr("7:17: client.endpoint.allow_private: a feed")));
}

const std::string USAGE =
    "[[client.endpoint]]\nname = \"books\"\nusage = true\nurl = \"https://shop.example/usage\"\n"
    "secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n";

TEST(ConfigUsageEndpoint, HasAnAddressAndASecretAndNoEvents) {
    const auto result = read(client_with(USAGE));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    EXPECT_EQ(result->declared.clients[0].endpoints.at(0).kind, facts::endpoint_kind::usage);
    for (const auto* more : {"feed = true\n", "kinds = [\"delivered\"]\n", "default = true\n"})
        EXPECT_THAT(mistakes(client_with(USAGE + more)), Contains(HasSubstr("no events go to an endpoint for usage")))
            << more;
    EXPECT_FALSE(read(client_with("[[client.endpoint]]\nname = \"books\"\nusage = true\n")));
}

TEST(ConfigFeed, AnythingElseNeedsBoth) {
    EXPECT_THAT(
        mistakes(client_with("[[client.endpoint]]\nname = \"e\"\n")),
        ElementsAre("kaskad.toml:4:1: client.endpoint.secret: missing: callbacks are posted and signed by it; a "
                    "client who fetches its events has feed = true",
                    "kaskad.toml:4:1: client.endpoint.url: missing: callbacks are posted and signed by it; a "
                    "client who fetches its events has feed = true"));
}

}  // namespace kaskad::config
