#include "channels/opened_account.hpp"

#include <gtest/gtest.h>

// An account with its secrets opened, and who may call back for it.

namespace kaskad::channels {
namespace {

std::optional<std::string> open_reversed(std::string_view sealed) {
    if (sealed == "broken") return std::nullopt;
    return std::string{sealed.rbegin(), sealed.rend()};
}

facts::link account_with(std::vector<facts::channel_setting> settings) {
    facts::link link;
    link.id = core::link_id{7};
    link.name = "viber";
    link.channel = core::channel::viber;
    link.settings = std::move(settings);
    return link;
}

opened_account opened(std::vector<facts::channel_setting> settings) {
    auto result = open_account(account_with(std::move(settings)), open_reversed);
    EXPECT_TRUE(result) << (result ? "" : result.error());
    return result.value_or(opened_account{});
}

// 0 = it is let in.
int status_of(const opened_account& account, std::string_view key, std::string_view address) {
    const auto refused = why_not_caller(account, key, address);
    return refused ? refused->status : 0;
}

}  // namespace

TEST(ChannelsOpenedAccount, OpensItsSecretsAndKeepsWhatIsTheShellsFromTheAdapter) {
    const auto account = opened({{.name = "service_id", .value = "3100"},
                                 {.name = "token", .sealed = "terces"},
                                 {.name = "callback_key", .sealed = "yek"},
                                 {.name = "callback_base", .value = "https://sms.example/"}});
    EXPECT_EQ(account.value.id, core::link_id{7});
    EXPECT_EQ(account.value.get("service_id"), "3100");
    EXPECT_EQ(account.value.get("token"), "secret");
    EXPECT_EQ(account.value.settings.size(), 2U);
    EXPECT_EQ(account.callback_key, "key");
    EXPECT_EQ(account.value.callback_url, "https://sms.example/v1/channels/viber/callbacks/key");
}

TEST(ChannelsOpenedAccount, WithoutABaseNoProviderIsToldWhereToReport) {
    EXPECT_EQ(opened({}).value.callback_url, "");
    EXPECT_EQ(callback_path("viber", ""), "/v1/channels/viber/callbacks");
}

TEST(ChannelsOpenedAccount, ASealOfAnotherKeyFileIsToldByName) {
    const auto result = open_account(account_with({{.name = "token", .sealed = "broken"}}), open_reversed);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "token: its seal does not open with this gateway's key file");
}

TEST(ChannelsOpenedAccount, WhoDoesNotKnowTheKeyFindsNothing) {
    const auto open = opened({});
    EXPECT_EQ(status_of(open, "", "192.0.2.1"), 0);
    EXPECT_EQ(status_of(open, "key", "192.0.2.1"), 404);
    const auto keyed = opened({{.name = "callback_key", .sealed = "yek"}});
    EXPECT_EQ(status_of(keyed, "key", "192.0.2.1"), 0);
    EXPECT_EQ(status_of(keyed, "", "192.0.2.1"), 404);
    EXPECT_EQ(status_of(keyed, "kez", "192.0.2.1"), 404);
    EXPECT_EQ(status_of(keyed, "keyy", "192.0.2.1"), 404);
}

TEST(ChannelsOpenedAccount, WhoCallsFromElsewhereIsRefused) {
    const auto account = opened({{.name = "callback_addresses", .value = "192.0.2.0/24, 2001:db8::1"}});
    EXPECT_EQ(status_of(account, "", "192.0.2.77"), 0);
    EXPECT_EQ(status_of(account, "", "2001:db8::1"), 0);
    EXPECT_EQ(status_of(account, "", "192.0.3.1"), 401);
    EXPECT_EQ(status_of(account, "", ""), 401);
    EXPECT_EQ(parse_callers("192.0.2.0/24,10.0.0.1")->size(), 2U);
    EXPECT_EQ(parse_callers(" ")->size(), 0U);
    EXPECT_FALSE(parse_callers("192.0.2.0/24, here"));
    EXPECT_FALSE(open_account(account_with({{.name = "callback_addresses", .value = "here"}}), open_reversed));
}

TEST(ChannelsOpenedAccount, ItsProxyIsPlainAndHasItsLogin) {
    const auto account =
        opened({{.name = "proxy", .value = "http://proxy.example:3128"}, {.name = "proxy_login", .sealed = "1:nna"}});
    EXPECT_EQ(account.proxy, (net::http_proxy{"proxy.example", 3128, "ann:1"}));
    EXPECT_TRUE(account.value.settings.empty()) << "the adapter need not know";
    EXPECT_FALSE(opened({}).proxy);
    for (const auto* text : {"https://proxy.example", "http://proxy.example/path", "proxy.example:3128", "http://"})
        EXPECT_FALSE(parse_proxy(text)) << text;
    EXPECT_FALSE(open_account(account_with({{.name = "proxy", .value = "proxy"}}), open_reversed));
}

}  // namespace kaskad::channels
