#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using word = facts::channel_heard::word;

account bridge() {
    return make_account(
        {{"url", "https://bridge.example:8443/send?x=1"}, {"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}},
        "https://sms.example/v1/channels/own/callbacks");
}

facts::send_over_channel wanted() {
    auto one = make_wanted({.text = "Заказ A-17 в пути",
                            .template_name = "order_out",
                            .language = "ru",
                            .parameters = {{"id", "A-17"}, {"", "second"}},
                            .title = "Заказ",
                            .code = "482915",
                            .link_url = "https://shop.example/a17",
                            .link_text = "Открыть"});
    one.address = "anna@max";
    one.sender = "Shop";
    one.ttl_s = 60;
    return one;
}

std::unique_ptr<adapter> at_now() {
    return make_webhook([] { return NOW_MS / 1'000; });
}

}  // namespace

TEST(Webhook, PostsASignedMessage) {
    EXPECT_EQ(to_wire(at_now()->make_call(wanted(), bridge())), golden("webhook/send.http"));
}

TEST(Webhook, LeavesOutWhatIsNotSaid) {
    auto from = bridge();
    from.callback_url = "";
    const auto call = at_now()->make_call(make_wanted({.text = "x"}), from);
    ASSERT_TRUE(call);
    EXPECT_EQ(
        call->body,
        R"({"type":"message","attempt":"265325021208576001.1","to":"79161234567","class":"transactional","text":"x"})");
}

TEST(Webhook, RefusesNothingAndABadSecret) {
    EXPECT_EQ(to_wire(at_now()->make_call(make_wanted({}), bridge())),
              "refused: there is nothing to send: give `text`, a template or `code`");
    auto from = bridge();
    from.settings["secret"] = "whsec_short";
    EXPECT_EQ(to_wire(at_now()->make_call(wanted(), from)),
              "refused: the account's secret must be \"whsec_\" and 24 to 64 octets in base64");
}

TEST(Webhook, ValuesCannotBecomeMembers) {
    const std::string evil = "\"}],\"to\":\"1\",\"x\":[{\"\n\x06";
    auto one = wanted();
    one.content.text = evil;
    one.content.parameters = {{evil, evil}};
    const auto body = json::parse(at_now()->make_call(one, bridge())->body);
    EXPECT_EQ(body.at("to"), "79161234567");
    EXPECT_EQ(body.at("text").as_string(), evil);
    EXPECT_EQ(body.at_pointer("/template/parameters/0/name").as_string(), evil);
}

TEST(WebhookCallback, ReadsManyReportsAtOnce) {
    const auto reading = webhook().read_callback(golden_request("webhook/reports.http"), bridge(), NOW_MS);
    ASSERT_TRUE(reading) << reading.error().why;
    ASSERT_EQ(reading->reports.size(), 4u);
    EXPECT_EQ(describe(reading->reports[0]), "delivered");
    EXPECT_EQ(reading->reports[0].provider_id, "m-1");
    EXPECT_EQ(reading->reports[0].part, PART);
    EXPECT_EQ(reading->reports[0].done_utc, NOW_MS);
    EXPECT_EQ(describe(reading->reports[1]), "undelivered not_on_channel");
    EXPECT_EQ(reading->reports[1].code, "E7");
    EXPECT_EQ(reading->reports[1].text, "no such person");
    EXPECT_EQ(describe(reading->reports[2]), "expired unknown");
    EXPECT_TRUE(reading->reports[2].is_refunded);
    EXPECT_EQ(describe(reading->reports[3]), "unknown");
    EXPECT_EQ(reading->reports[3].code, "melted");
    EXPECT_EQ(reading->unknown, 1u);
    ASSERT_EQ(reading->heard.size(), 2u);
    EXPECT_EQ(reading->heard[0].said, word::opted_out);
    EXPECT_EQ(reading->heard[0].recipient, "79161234567");
    EXPECT_EQ(reading->heard[0].address, "anna@max");
    EXPECT_EQ(reading->heard[0].provider_id, "in-1");
    EXPECT_EQ(reading->heard[1].said, word::opted_in);
}

TEST(WebhookCallback, RefusesWhatItsSignatureDoesNotFit) {
    const auto request = golden_request("webhook/reports.http");
    const auto status = [](const net::http_request& one, const account& to, int64_t now) {
        return webhook().read_callback(one, to, now).error().status;
    };
    EXPECT_EQ(status(with_body(request, request.body + " "), bridge(), NOW_MS), 401);
    EXPECT_EQ(status(with_field(request, "webhook-id", "r-2"), bridge(), NOW_MS), 401);
    EXPECT_EQ(status(with_field(request, "webhook-signature", ""), bridge(), NOW_MS), 401);
    EXPECT_EQ(status(request, bridge(), NOW_MS + 301'000), 401);
    EXPECT_EQ(status(request, make_account({}), NOW_MS), 401);
}

}  // namespace kaskad::channels
