#include "channels/callback_sheet.hpp"
#include "channels/providers.hpp"
#include "net/base64.hpp"
#include "net/digest.hpp"
#include "net/webhook_signature.hpp"
#include "tests/channels/golden.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

// Whatever comes from outside, no adapter throws or crashes: cut, changed and random octets as callbacks and replies,
// with signatures that fit so that they are read to the end.

namespace kaskad::channels {

namespace {

constexpr auto* SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr unsigned ROUNDS = 1'000;

account everything() {
    return make_account({{"phone_number_id", "106540352242922"},
                         {"app_secret", "s"},
                         {"verify_token", "s"},
                         {"service_id", "3100"},
                         {"api_token", "s"},
                         {"secret_token", "s"},
                         {"ack_secret", "s"},
                         {"bounce_secret", "0123456789abcdef0123456789abcdef"},
                         {"secret", SECRET}});
}

std::string signed_hex(std::string_view key, std::string_view text) {
    return net::to_hex(net::as_octets(net::hmac_sha256_signer{key}.sign({text})));
}

// All signatures at once; each adapter reads its own.
net::http_request make_request(std::string body) {
    net::http_request request{.method = "POST", .target = "/v1/channels/one/callbacks"};
    request.fields.add("X-Hub-Signature-256", "sha256=" + signed_hex("s", body));
    request.fields.add("X-Kaskad-Signature", "sha256=" + signed_hex("s", body));
    request.fields.add("X-Request-Timestamp", "1");
    request.fields.add("X-Request-Signature", signed_hex(net::as_octets(net::sha256("s")), "1\n" + body));
    request.fields.add("X-Telegram-Bot-Api-Secret-Token", "s");
    net::hmac_sha256_signer signer{*net::parse_webhook_secret(SECRET)};
    add_webhook_fields(request.fields, signer, {"r", NOW_MS / 1'000}, body);
    request.body = std::move(body);
    return request;
}

std::vector<std::string> bodies() {
    std::vector<std::string> all;
    for (const auto* path :
         {"whatsapp_cloud/statuses.http", "whatsapp_cloud/inbound.http", "viber_business/delivered.http",
          "viber_business/inbound.http", "telegram_gateway/expired.http", "telegram_bot/text.http",
          "telegram_bot/blocked.http", "fcm/ack_read.http", "twilio_voice/key.http", "voice/answered.http",
          "webhook/reports.http"})
        all.push_back(golden_request(path).body);
    for (const auto* path : {"smtp/postfix_failed.eml", "smtp/exim_delivered.eml"})
        all.push_back(golden(path));
    for (const auto* reply :
         {R"({"messages":[{"id":"wamid.1"}]})", R"({"error":{"code":131026,"message":"m"}})",
          R"({"status":0,"message_token":"1"})", R"({"ok":false,"error":"FLOOD_WAIT_7"})",
          R"({"ok":true,"result":{"message_id":1,"chat":{"id":2}}})", R"({"name":"projects/p/messages/1"})",
          R"({"error":{"details":[{"errorCode":"UNREGISTERED"}],"status":"NOT_FOUND"}})",
          R"({"sid":"CA1","status":"queued"})", R"({"status":"throttle","retry_after_ms":5})"})
        all.push_back(reply);
    return all;
}

std::string change(std::string body, std::mt19937& chance) {
    const auto upto = [&](size_t bound) { return std::uniform_int_distribution<size_t>{0, bound}(chance); };
    switch (upto(3)) {
        case 0:
            body.resize(upto(body.size()));
            return body;
        case 1:
            for (size_t times = upto(4); times > 0 && !body.empty(); --times)
                body[upto(body.size() - 1)] = static_cast<char>(upto(255));
            return body;
        case 2:
            return body.insert(upto(body.size()), body.substr(upto(body.size()), upto(40)));
        default:
            body.resize(upto(200));
            for (auto& octet : body)
                octet = static_cast<char>(upto(255));
            return body;
    }
}

void read_all(const std::string& body) {
    static const account TO = everything();
    for (const auto* one : adapters()) {
        const auto request = make_request(body);
        const auto reading = one->read_callback(request, TO, NOW_MS);
        if (!reading) {
            EXPECT_TRUE(reading.error().status == 400 || reading.error().status == 401) << one->name();
        } else {
            EXPECT_LE(reading->reports.size(), REPORTS_MAX);
        }
        for (const int status : {200, 400, 500}) {
            const auto answer = one->read_reply(make_reply(status, body));
            EXPECT_LE(answer.text.size() + answer.provider_id.size(), 510u);
            EXPECT_GE(answer.retry_after_ms, 0);
            if (answer.outcome != facts::channel_outcome::accepted) {
                EXPECT_NE(answer.reason, core::reason::none) << one->name() << " " << body;
            }
            one->read_revocation(make_reply(status, body));
            (void)one->read_token(make_reply(status, body));
        }
    }
}

}  // namespace

TEST(StrayOctets, DoNoHarm) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 chance{seed};
    const auto all = bodies();
    for (unsigned round = 0; round < ROUNDS; ++round)
        read_all(change(all[round % all.size()], chance));
}

TEST(StrayOctets, EveryBeginningDoesNoHarm) {
    for (const auto& body : bodies()) {
        for (size_t size = 0; size < body.size(); size += 1 + body.size() / 64)
            read_all(body.substr(0, size));
    }
}

TEST(StrayOctets, OfTheWrongKindDoNoHarm) {
    const std::string values[] = {"null",
                                  "true",
                                  "-1",
                                  "1e400",
                                  "1e9",
                                  "[]",
                                  "{}",
                                  "\"\"",
                                  "[[]]",
                                  "99999999999999999999999",
                                  "\"\\u0000\"",
                                  std::string(100'000, '['),
                                  "{\"a\":" + std::string(100, '{')};
    for (const auto& value : values) {
        read_all(value);
        for (const auto* frame :
             {R"({{"entry":{0},"status":{0},"error":{0},"ok":{0},"result":{0},"state":{0}}})",
              R"({{"entry":[{0}],"message":{0},"update_id":{0},"message_status":{0},"message_token":{0}}})",
              R"({{"entry":[{{"changes":{0}}}],"delivery_status":{{"status":{0}}},"attempt":{0},"event":{0}}})",
              R"({{"entry":[{{"changes":[{{"field":"messages","value":{{"statuses":[{0}],"messages":[{0}]}}}}]}}]}})",
              R"([{0}])"})
            read_all(fmt::format(fmt::runtime(frame), value));
    }
}

TEST(StrayOctets, TooManyReportsAreRefusedWhole) {
    std::string body = "[";
    for (size_t i = 0; i <= REPORTS_MAX; ++i)
        body += std::string{i == 0 ? "" : ","} + R"({"id":"m","state":"delivered"})";
    const auto refused = webhook().read_callback(make_request(body + "]"), everything(), NOW_MS);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 413);
    body.resize(body.size() - std::string_view{R"(,{"id":"m","state":"delivered"})"}.size());
    const auto taken = webhook().read_callback(make_request(body + "]"), everything(), NOW_MS);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->reports.size(), REPORTS_MAX);
}

}  // namespace kaskad::channels
