#include "gateway/api/callback_body.hpp"

#include "engine/facts/codec.hpp"
#include "net/webhook_signature.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <vector>

namespace kaskad::gateway::api {
namespace {

facts::event make_event() {
    facts::event event;
    event.endpoint = core::endpoint_id{3};
    event.sequence = 17;
    event.kind = facts::event_kind::failed;
    event.message = core::message_id{4242};
    event.client = core::client_id{7};
    event.client_ref = "order-\"7\"";
    event.recipient = "491512345678";
    event.state = facts::message_state::failed;
    event.reason = core::reason::absent_subscriber;
    event.parts = 3;
    event.parts_confirmed = 1;
    event.price = core::amount{103'500};
    event.currency = *core::parse_currency("EUR");
    event.network = "26201";
    event.country = "DE";
    event.utc = 1772353800007;
    return event;
}

// The octets are public: a change here changes what is repeated for events that already lie in databases.
TEST(CallbackBody, HasExactlyTheseOctets) {
    EXPECT_EQ(render_callback_body(make_event()),
              R"({"type":"message.failed","timestamp":"2026-03-01T08:30:00.007Z","data":{"id":"4242",)"
              R"("client_ref":"order-\"7\"","to":"491512345678","state":"failed",)"
              R"("reason":{"code":"absent_subscriber","culprit":"subscriber"},"parts":3,"parts_confirmed":1,)"
              R"("price":{"amount":"0.1035","currency":"EUR"},"network":{"mccmnc":"26201","country":"DE"},)"
              R"("delivered_via":[],"late":false,"possible_duplicate":false}})");
    EXPECT_EQ(callback_id(make_event()), "msg_3_17");
}

// The octets are public too.
TEST(CallbackBody, OfAnAlertHasExactlyTheseOctets) {
    facts::event event;
    event.kind = facts::event_kind::balance_low;
    event.client = core::client_id{7};
    event.currency = *core::parse_currency("EUR");
    event.utc = 1772353800007;
    event.subject = "balance";
    event.amount = "4.5";
    event.limit = "5";
    EXPECT_EQ(render_callback_body(event),
              R"({"type":"balance.low","timestamp":"2026-03-01T08:30:00.007Z","data":{"client_id":7,)"
              R"("subject":"balance","amount":"4.5","limit":"5","currency":"EUR"}})");
    event.kind = facts::event_kind::quota_low;
    event.subject = "day parts DE";
    EXPECT_TRUE(boost::json::parse(render_callback_body(event)).at("data").at("currency").is_null())
        << "parts have none";
    event.subject = "month money";
    EXPECT_EQ(boost::json::parse(render_callback_body(event)).at("data").at("currency"), "EUR");
    for (const auto kind : {facts::event_kind::prices_noticed, facts::event_kind::invoice_overdue}) {
        event.kind = kind;
        event.subject = "RE-0012 warn";
        const auto data = boost::json::parse(render_callback_body(event)).at("data");
        EXPECT_EQ(data.at("subject"), "RE-0012 warn");
        EXPECT_EQ(data.at("currency"), "EUR");
    }
}

TEST(CallbackBody, IsJsonForEveryKind) {
    for (int kind = 0; kind <= static_cast<int>(facts::event_kind::invoice_overdue); ++kind) {
        if (kind == static_cast<int>(facts::event_kind::inbound)) continue;  // has a text, below
        auto event = make_event();
        event.kind = static_cast<facts::event_kind>(kind);
        const auto body = boost::json::parse(render_callback_body(event));
        EXPECT_EQ(std::string_view{body.at("type").as_string()}, facts::to_string(event.kind));
    }
}

// The octets are public too.
TEST(CallbackBody, OfATextFromAHandsetHasExactlyTheseOctets) {
    facts::event event;
    event.endpoint = core::endpoint_id{3};
    event.sequence = 18;
    event.kind = facts::event_kind::inbound;
    event.message = core::message_id{4243};
    event.utc = 1772353800007;
    event.inbound.push_back({.client = {7},
                             .id = event.message,
                             .link = {2},
                             .endpoint = event.endpoint,
                             .source = {1, 1, "+491700000001"},
                             .destination = {0, 1, "8811"},
                             .keyword = "JOIN",
                             .text = "join \"us\"",
                             .alphabet = "gsm7",
                             .parts = 3,
                             .parts_received = 2,
                             .received_utc = 1772353799000});
    EXPECT_EQ(render_callback_body(event),
              R"({"type":"message.inbound","timestamp":"2026-03-01T08:30:00.007Z","data":{"id":"4243",)"
              R"("from":"491700000001","to":"8811","keyword":"JOIN","text":"join \"us\"","encoding":"gsm7",)"
              R"("data_coding":0,"octets_hex":null,"header_hex":null,"parts":3,"parts_received":2,"complete":false,)"
              R"("received_at":"2026-03-01T08:29:59.000Z"}})");
    auto& text = event.inbound.front();
    text.binary = true;
    text.text.clear();
    text.octets = std::string{"\x01\xFF", 2};
    text.header = std::string{"\x05\x04\x0B\x84\x23\xF0", 6};
    const auto body = boost::json::parse(render_callback_body(event)).at("data");
    EXPECT_TRUE(body.at("text").is_null());
    EXPECT_EQ(body.at("octets_hex"), "01ff");
    EXPECT_EQ(body.at("header_hex"), "05040b8423f0");
}

// HMAC computed without the HMAC function: RFC 2104 by two hashes.
std::string sha256(const std::string& octets) {
    std::string out(32, '\0');
    EVP_Digest(octets.data(), octets.size(), reinterpret_cast<uint8_t*>(out.data()), nullptr, EVP_sha256(), nullptr);
    return out;
}

std::string hmac(std::string key, const std::string& octets) {
    key.resize(64, '\0');
    std::string inner = key;
    std::string outer = key;
    for (auto& c : inner)
        c = static_cast<char>(c ^ 0x36);
    for (auto& c : outer)
        c = static_cast<char>(c ^ 0x5C);
    return sha256(outer + sha256(inner + octets));
}

std::string base64(const std::string& octets) {
    std::vector<uint8_t> out(octets.size() * 2 + 4);
    const auto size =
        EVP_EncodeBlock(out.data(), reinterpret_cast<const uint8_t*>(octets.data()), static_cast<int>(octets.size()));
    return {out.begin(), out.begin() + size};
}

TEST(WebhookSignature, IsWhatTheSpecificationSays) {
    const std::string key = "0123456789abcdef0123456789abcdef";
    const auto secret = net::parse_webhook_secret("whsec_" + base64(key));
    ASSERT_EQ(secret, key);
    net::hmac_sha256_signer signer{*secret};
    net::http_fields fields;
    add_webhook_fields(fields, signer, {"msg_1_2", 1772353800}, R"({"a":1})");
    EXPECT_EQ(fields.find("webhook-id"), "msg_1_2");
    EXPECT_EQ(fields.find("webhook-timestamp"), "1772353800");
    EXPECT_EQ(fields.find("webhook-signature"), "v1," + base64(hmac(key, R"(msg_1_2.1772353800.{"a":1})")));
}

// The example of the Standard Webhooks specification.
TEST(WebhookSignature, MatchesThePublishedExample) {
    const auto key = net::parse_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    ASSERT_TRUE(key);
    net::hmac_sha256_signer signer{*key};
    EXPECT_EQ(sign_webhook(signer, {"msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330}, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSecret, MustBeWellFormed) {
    for (const auto* text : {"", "whsec_", "whsec_abc", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                             "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"})
        EXPECT_EQ(net::parse_webhook_secret(text), std::nullopt) << text;
    EXPECT_EQ(net::parse_webhook_secret("whsec_" + base64(std::string(65, 'a'))), std::nullopt);
    EXPECT_TRUE(net::parse_webhook_secret("whsec_" + base64(std::string(64, 'a'))));
}

}  // namespace
}  // namespace kaskad::gateway::api
