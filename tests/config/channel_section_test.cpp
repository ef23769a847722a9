#include "channels/adapter.hpp"
#include "config/digest.hpp"
#include "config/summary.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// [[channel]]: an account with a provider of messengers, as the engine and its shell will know it.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string TELEGRAM = R"([[channel]]
name = "codes"
adapter = "telegram_gateway"
api_token = "top secret token"
)";

const std::string VIBER = R"([[channel]]
name = "viber"
adapter = "viber_business"
service_id = 3100
callback_key = "0123456789abcdef"
)";

facts::link declared(const std::string& text) {
    const auto result = read(text);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error()[0]));
    return result ? result->declared.links.back() : facts::link{};
}

facts::link sealed(const std::string& text, std::string_view salt = "salt") {
    auto result = read(text);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error()[0]));
    if (!result) return {};
    const auto seal = [](std::string_view plain) { return std::string{plain.rbegin(), plain.rend()}; };
    seal_and_digest(result->declared, result->secrets, seal, salt);
    return result->declared.links.back();
}

// Nothing in it: the account has none of that name.
facts::channel_setting find(const facts::link& link, std::string_view name) {
    const auto found = std::ranges::find(link.settings, name, &facts::channel_setting::name);
    return found == link.settings.end() ? facts::channel_setting{} : *found;
}

std::string value_of(const facts::link& link, std::string_view name) {
    const auto found = find(link, name);
    return found.name.empty() ? "(none)" : found.value;
}

std::vector<std::string> mistakes_of(const std::string& more) {
    return mistakes(VIBER + more);
}

}  // namespace

TEST(ConfigChannelSection, IsReadWhole) {
    const auto link = declared(VIBER + R"(enabled = false
drained = true
window = 40
rate = 25
label = "session"
countries = ["DE", "AT"]
networks = ["26201"]
classes = ["otp", "service"]
expected_delivery_percent = 60
daily_limit = "100"
credit = "20.5"
price_zone = "Europe/Berlin"
callback_base = "https://sms.example.com"
callback_addresses = ["192.0.2.0/24", "2001:db8::1"]

[[channel.maintenance]]
weekday = "sunday"
begin = "02:00"
minutes = 60
)");
    EXPECT_EQ(link.name, "viber");
    EXPECT_EQ(link.channel, core::channel::viber);
    EXPECT_EQ(link.adapter, "viber_business");
    EXPECT_EQ(link.capability, channels::find_adapter("viber_business")->capability());
    EXPECT_FALSE(link.enabled);
    EXPECT_TRUE(link.drained);
    EXPECT_EQ(link.window, 40U);
    EXPECT_EQ(link.rate, 25U);
    EXPECT_EQ(link.binds, 1U);
    EXPECT_THAT(link.countries, ElementsAre("DE", "AT"));
    EXPECT_THAT(link.networks, ElementsAre("26201"));
    EXPECT_THAT(link.classes, ElementsAre(0, 2));
    EXPECT_EQ(link.expected_delivery, 6'000);
    EXPECT_EQ(link.daily_limit.e6, 100'000'000);
    EXPECT_EQ(link.credit.e6, 20'500'000);
    EXPECT_EQ(link.price_zone, "Europe/Berlin");
    ASSERT_EQ(link.maintenance.size(), 1U);
    EXPECT_TRUE(link.maintenance[0].is_weekly);
    EXPECT_EQ(value_of(link, "service_id"), "3100");
    EXPECT_EQ(value_of(link, "label"), "session");
    EXPECT_EQ(value_of(link, "callback_base"), "https://sms.example.com");
    EXPECT_EQ(value_of(link, "callback_addresses"), "192.0.2.0/24, 2001:db8::1");
    EXPECT_EQ(value_of(link, "base_url"), "(none)") << "what is usual stands in no declaration";
    EXPECT_EQ(link.host, "");
    EXPECT_EQ(link.bind_type, "");
}

TEST(ConfigChannelSection, SecretsAreSealedAndHaveNoValue) {
    EXPECT_EQ(value_of(declared(TELEGRAM), "api_token"), "");
    const auto link = sealed(TELEGRAM);
    const auto token = find(link, "api_token");
    EXPECT_EQ(token.value, "");
    EXPECT_EQ(token.sealed, "nekot terces pot");
    EXPECT_FALSE(token.digest.empty());
    EXPECT_EQ(link.password_sealed, "") << "it has no password";
    EXPECT_EQ(find(sealed(VIBER), "callback_key").sealed, "fedcba9876543210");
}

TEST(ConfigChannelSection, ASecretThatIsTheSameHasTheSameDigest) {
    const auto first = sealed(TELEGRAM);
    const auto other = [&](std::string_view from, std::string_view to) {
        auto text = TELEGRAM;
        return sealed(text.replace(text.find(from), from.size(), to));
    };
    const auto renamed = other("codes", "other");
    EXPECT_EQ(find(first, "api_token").digest, find(renamed, "api_token").digest);
    EXPECT_NE(first.digest, renamed.digest);
    const auto changed = other("top secret", "new secret");
    EXPECT_NE(find(first, "api_token").digest, find(changed, "api_token").digest);
    EXPECT_NE(first.digest, changed.digest);
    EXPECT_EQ(first.digest, sealed(TELEGRAM).digest);
    EXPECT_NE(first.digest, sealed(TELEGRAM, "another key file").digest);
}

TEST(ConfigChannelSection, SecretsStandInNoMistake) {
    for (const auto& line : mistakes(TELEGRAM + "api_token = \"again\"\nnonsense = 1\n"))
        EXPECT_THAT(line, Not(HasSubstr("secret")));
    EXPECT_THAT(mistakes(TELEGRAM + "callback_key = \"hunter2\"\n"),
                ElementsAre("kaskad.toml:5:16: channel.callback_key: expected 16 to 128 letters and digits, as from "
                            "`openssl rand -hex 16`"));
}

TEST(ConfigChannelSection, WhatTheAdapterNeedsIsAskedFor) {
    EXPECT_THAT(mistakes("[[channel]]\nname = \"v\"\nadapter = \"viber_business\"\ncallback_addresses = [\"::1\"]\n"),
                ElementsAre(HasSubstr("kaskad.toml:1:1: channel.service_id: missing, as viber_business needs it: ")));
    EXPECT_THAT(mistakes_of("app_secret = \"of somebody else\"\n"),
                ElementsAre(HasSubstr(
                    "kaskad.toml:6:14: channel.app_secret: viber_business has no such setting; it has: service_id, ")));
    EXPECT_THAT(mistakes_of("servic = \"1\"\n"),
                ElementsAre(HasSubstr("kaskad.toml:6:1: channel.servic: unknown key")));
    EXPECT_THAT(mistakes_of("label = \"\"\n"), ElementsAre("kaskad.toml:6:9: channel.label: must not be empty"));
    EXPECT_THAT(mistakes_of("label = true\n"),
                ElementsAre("kaskad.toml:6:9: channel.label: expected a string, found true or false"));
    EXPECT_THAT(mistakes_of("label = \"a\\u0000b\"\n"),
                ElementsAre("kaskad.toml:6:9: channel.label: must not hold control characters"));
    EXPECT_THAT(mistakes_of("label = \"" + std::string(8 * 1'024 + 1, 'x') + "\"\n"),
                ElementsAre("kaskad.toml:6:9: channel.label: must have at most 8192 octets, has 8193"));
    EXPECT_THAT(mistakes_of("label = \"" + std::string(8 * 1'024, 'x') + "\"\n"), IsEmpty());
    EXPECT_THAT(mistakes("[[channel]]\nname = \"v\"\nadapter = \"viber\"\n"),
                ElementsAre(HasSubstr("channel.adapter: expected one of ")));
}

TEST(ConfigChannelSection, WhereNothingIsSignedSomethingMustBeSecret) {
    const std::string bare = "[[channel]]\nname = \"v\"\nadapter = \"viber_business\"\nservice_id = \"1\"\n";
    EXPECT_THAT(mistakes(bare), ElementsAre(HasSubstr("channel.callback_key: missing: viber_business signs no")));
    EXPECT_THAT(mistakes(bare + "callback_addresses = [\"192.0.2.1\"]\n"), IsEmpty());
    EXPECT_THAT(mistakes(TELEGRAM), IsEmpty());
}

TEST(ConfigChannelSection, NamesAreOnceAmongLinksAndChannels) {
    EXPECT_THAT(mistakes(link_with("") + "[[channel]]\nname = \"a\"\nadapter = \"viber_business\"\n"
                                         "service_id = \"1\"\ncallback_key = \"0123456789abcdef\"\n"),
                ElementsAre("kaskad.toml:7:8: channel.name: \"a\" stands already on line 2"));
    EXPECT_THAT(mistakes(VIBER + VIBER), ElementsAre(HasSubstr("channel.name: \"viber\" stands already on line 2")));
}

TEST(ConfigChannelSection, LinksAndChannelsTogetherHaveALimit) {
    const std::string limit = "[engine]\nlinks_max = 1\n";
    EXPECT_THAT(mistakes(limit + VIBER), IsEmpty());
    EXPECT_THAT(mistakes(limit + link_with("") + VIBER),
                ElementsAre(HasSubstr("channel: [engine] links_max allows 1, links and channels together")));
}

TEST(ConfigChannelSection, WhatItSaysOfALinkIsCheckedLikewise) {
    EXPECT_THAT(mistakes_of("owner = \"nobody\"\n"),
                ElementsAre("kaskad.toml:6:9: channel.owner: no [[client]] is called \"nobody\""));
    EXPECT_THAT(mistakes_of("[[channel.maintenance]]\nminutes = 5\n"),
                ElementsAre(HasSubstr("channel.maintenance: say from and to, or weekday, begin and minutes")));
    EXPECT_THAT(mistakes_of("hosts = [\"h\"]\n"), ElementsAre(HasSubstr("channel.hosts: unknown key")));
    EXPECT_THAT(mistakes_of("callback_base = \"sms.example.com\"\n"),
                ElementsAre(HasSubstr("channel.callback_base: expected http(s)://")));
    EXPECT_THAT(mistakes_of("window = 1001\n"),
                ElementsAre("kaskad.toml:6:10: channel.window: must be 1 to 1000, is 1001"));
    EXPECT_THAT(mistakes_of("window = 1000\n"), IsEmpty());
}

TEST(ConfigChannelSection, ItsPricesAreOfItsChannel) {
    const auto result = read(VIBER + price_with("link = \"viber\"\ndefault = true\n") +
                             price_with("channel = \"viber\"\ndefault = true\n") + price_with("default = true\n"));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& prices = result->declared.prices;
    ASSERT_EQ(prices.size(), 3U);
    EXPECT_EQ(prices[0].link, "viber");
    EXPECT_EQ(prices[0].row.channel, core::channel::viber);
    EXPECT_EQ(prices[1].row.channel, core::channel::viber);
    EXPECT_EQ(prices[2].row.channel, core::channel::sms);
    EXPECT_THAT(mistakes(VIBER + price_with("link = \"viber\"\nchannel = \"whatsapp\"\ndefault = true\n")),
                ElementsAre(HasSubstr("price.channel: \"viber\" is of channel viber")));
    EXPECT_THAT(mistakes(link_with("") + price_with("link = \"a\"\nchannel = \"viber\"\ndefault = true\n")),
                ElementsAre(HasSubstr("price.channel: \"a\" is of channel sms")));
    EXPECT_THAT(mistakes(price_with("channel = \"pigeon\"\ndefault = true\n")),
                ElementsAre(HasSubstr("price.channel: expected one of sms, whatsapp, viber")));
}

TEST(ConfigChannelSection, OneWithoutAPriceIsWarnedOf) {
    const auto result = read(VIBER);
    ASSERT_TRUE(result);
    EXPECT_THAT(lines_of(result->warnings), ::testing::Contains(HasSubstr("channel.name: \"viber\" has no price")));
}

TEST(ConfigChannelSection, AClientMayAllowAndDenyIt) {
    EXPECT_THAT(mistakes(VIBER + client_with("links_denied = [\"viber\"]\n")), IsEmpty());
    EXPECT_THAT(mistakes(VIBER + client_with("links_denied = [\"vibre\"]\n")),
                ElementsAre(HasSubstr("there is no link \"vibre\"")));
}

TEST(ConfigChannelSection, StandsInTheSummaryBesideTheLinks) {
    const auto result = read(link_with("") + VIBER + "rate = 25\n" + price_with("link = \"viber\"\ndefault = true\n"));
    ASSERT_TRUE(result);
    const auto text = describe(*result);
    EXPECT_THAT(text, HasSubstr("links        1\n"));
    EXPECT_THAT(text,
                HasSubstr("channels     1\n  viber        viber by viber_business, window 10, 25 calls/s, 1 price\n"));
}

TEST(ConfigChannelSection, HowACascadeIsChargedStandsWithTheClient) {
    const auto of = [](const std::string& more) {
        const auto result = read(client_with(more));
        EXPECT_TRUE(result);
        return result->declared.clients.at(0).value;
    };
    EXPECT_EQ(of("").charge_by, facts::cascade_charge::message);
    EXPECT_EQ(of("").reserve_by, facts::cascade_reserve::dearest);
    EXPECT_EQ(of("cascade_charge = \"attempt\"\n").charge_by, facts::cascade_charge::attempt);
    EXPECT_EQ(of("cascade_reserve = \"step\"\n").reserve_by, facts::cascade_reserve::step);
    EXPECT_THAT(mistakes(client_with("cascade_charge = \"step\"\n")),
                ElementsAre(HasSubstr("client.cascade_charge: expected one of message, attempt")));
}

}  // namespace kaskad::config
