#include "config/digest.hpp"

#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// A digest changes exactly when what was declared about the object changed.

namespace kaskad::config {
namespace {

constexpr std::string_view SALT = "octets of the key file";

std::string reversed(std::string_view plain) {
    return {plain.rbegin(), plain.rend()};
}

const std::string TEXT = R"([[link]]
name = "a"
hosts = ["h"]
system_id = "s"
password = "first"

[[client]]
name = "c"
currency = "EUR"

[[client.key]]
name = "k"
key = "0123456789abcdef0123456789abcdef"

[[client.endpoint]]
name = "e"
url = "https://a.example"
secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

[[price]]
link = "a"
country = "DE"
price = "1"
currency = "EUR"

[[price]]
country = "DE"
price = "2"
currency = "EUR"
)";

std::string changed(std::string_view from, std::string_view to) {
    auto text = TEXT;
    const size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

facts::declare sealed(const std::string& text, std::string_view salt = SALT) {
    auto result = read(text);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error()[0]));
    if (!result) return {};
    seal_and_digest(result->declared, result->secrets, reversed, salt);
    return result->declared;
}

struct digests {
    std::string link;
    std::string client;
    std::string endpoint;
    std::string prices;

    friend bool operator==(const digests&, const digests&) = default;
};

digests digests_of(const std::string& text, std::string_view salt = SALT) {
    const auto declared = sealed(text, salt);
    const auto& client = declared.clients.at(0);
    return {declared.links.at(0).digest, client.value.digest, client.endpoints.at(0).digest,
            digest_of(declared.prices)};
}

TEST(ConfigDigest, SealsSecrets) {
    const auto declared = sealed(TEXT);
    EXPECT_EQ(declared.links[0].password_sealed, "tsrif");
    EXPECT_EQ(declared.clients[0].endpoints[0].secret_sealed, reversed("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
}

TEST(ConfigDigest, IsSha256InHex) {
    const auto all = digests_of(TEXT);
    for (const auto& digest : {all.link, all.client, all.endpoint, all.prices}) {
        EXPECT_EQ(digest.size(), 64u);
        EXPECT_EQ(digest.find_first_not_of("0123456789abcdef"), digest.npos);
    }
}

TEST(ConfigDigest, StaysWhereNothingWasDeclaredAnew) {
    EXPECT_EQ(digests_of(TEXT), digests_of(TEXT));
    EXPECT_EQ(digests_of(TEXT), digests_of("# a comment\n\n" + TEXT)) << "lines do not count";
    EXPECT_EQ(digests_of(TEXT), digests_of(changed("system_id", "window = 10\nsystem_id"))) << "a default written out";
}

TEST(ConfigDigest, CoversOnlyItsOwnObject) {
    const auto before = digests_of(TEXT);
    const auto with_link = digests_of(changed("hosts = [\"h\"]", "hosts = [\"i\"]"));
    EXPECT_NE(with_link.link, before.link);
    EXPECT_EQ(with_link.client, before.client);
    EXPECT_EQ(with_link.endpoint, before.endpoint);
    EXPECT_EQ(with_link.prices, before.prices);

    const auto with_client = digests_of(changed("currency = \"EUR\"\n", "currency = \"EUR\"\nweight = 2\n"));
    EXPECT_NE(with_client.client, before.client);
    EXPECT_EQ(with_client.endpoint, before.endpoint);
    EXPECT_EQ(with_client.link, before.link);

    const auto with_endpoint = digests_of(changed("a.example", "b.example"));
    EXPECT_NE(with_endpoint.endpoint, before.endpoint);
    EXPECT_EQ(with_endpoint.client, before.client);
}

TEST(ConfigDigest, CoversSecretsAndKeys) {
    const auto before = digests_of(TEXT);
    EXPECT_NE(digests_of(changed("first", "second")).link, before.link);
    EXPECT_NE(digests_of(changed("whsec_MDEy", "whsec_MDEz")).endpoint, before.endpoint);
    EXPECT_NE(digests_of(changed("0123456789abcdef", "1123456789abcdef")).client, before.client);
}

TEST(ConfigDigest, OfAPasswordChangesWithItAndTheKeyFileAlone) {
    const auto of = [](const std::string& text, std::string_view salt = SALT) {
        return sealed(text, salt).links[0].password_digest;
    };
    EXPECT_EQ(of(TEXT), of(changed("hosts = [\"h\"]", "hosts = [\"i\"]")));
    EXPECT_NE(of(TEXT), of(changed("first", "second")));
    EXPECT_NE(of(TEXT), of(TEXT, "another key file"));
    EXPECT_EQ(of(TEXT).find("first"), std::string::npos);
}

TEST(ConfigDigest, OfASecretTakesTheSalt) {
    const auto before = digests_of(TEXT);
    const auto other = digests_of(TEXT, "another key file");
    EXPECT_NE(other.link, before.link);
    EXPECT_NE(other.endpoint, before.endpoint);
    EXPECT_EQ(other.client, before.client) << "a client has no sealed secret";
}

TEST(ConfigDigest, DoesNotDependOnHowItWasSealed) {
    auto result = read(TEXT);
    ASSERT_TRUE(result);
    seal_and_digest(
        result->declared, result->secrets, [](std::string_view) { return "random"; }, SALT);
    EXPECT_EQ(result->declared.links[0].digest, digests_of(TEXT).link);
}

TEST(ConfigDigest, MayBeTakenAgain) {
    auto result = read(TEXT);
    ASSERT_TRUE(result);
    seal_and_digest(result->declared, result->secrets, reversed, SALT);
    const auto first = result->declared.links[0].digest;
    seal_and_digest(result->declared, result->secrets, reversed, SALT);
    EXPECT_EQ(result->declared.links[0].digest, first);
}

TEST(ConfigDigest, OfPricesCoversOwnersAndValuesButNoOrder) {
    auto prices = sealed(TEXT).prices;
    const auto before = digest_of(prices);
    std::ranges::reverse(prices);
    EXPECT_EQ(digest_of(prices), before);
    prices[0].row.line = 99;
    EXPECT_EQ(digest_of(prices), before);
    auto other = prices;
    other[0].row.price.e8 += 1;
    EXPECT_NE(digest_of(other), before);
    void (*const changes[])(routing::price_row&) = {
        [](auto& row) { row.delivered.e8 = 1; },
        [](auto& row) { row.mcc = "262"; },
        [](auto& row) { row.prefix = "49"; },
        [](auto& row) { row.klass = 1; },
        [](auto& row) { row.senders = routing::sender_type::paid; },
        [](auto& row) { row.channel = core::channel::viber; },
    };
    for (const auto change : changes) {
        other = prices;
        change(other[0].row);
        EXPECT_NE(digest_of(other), before);
    }
    other = prices;
    std::swap(other[0].link, other[0].client);
    std::swap(other[1].link, other[1].client);
    EXPECT_NE(digest_of(other), before) << "a client's price is no link's";
    other = prices;
    other.pop_back();
    EXPECT_NE(digest_of(other), before);
}

TEST(ConfigDigest, OfAPlanCoversItsRowsButNoOrder) {
    std::vector<routing::number_plan_row> plan{{"49", {"", "DE", "Germany"}, 1}, {"33", {"", "FR", "France"}, 2}};
    const auto before = digest_of(plan);
    std::ranges::reverse(plan);
    plan[0].line = 7;
    EXPECT_EQ(digest_of(plan), before);
    plan[0].network.name = "Gallia";
    EXPECT_NE(digest_of(plan), before);
}

}  // namespace
}  // namespace kaskad::config
