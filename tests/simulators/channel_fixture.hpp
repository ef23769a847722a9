#pragma once

#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channel_signature.hpp"
#include "gateway/simulators/channel_world.hpp"
#include "net/base64.hpp"
#include "net/url.hpp"
#include "net/webhook_signature.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

// All simulated messengers on a manual clock, and requests as a gateway would write them.

namespace kaskad::gateway::simulators {

class ChannelFixture : public ::testing::Test {
  protected:
    static constexpr int64_t UTC_MS = 1'700'000'000'000;  // at the time 0
    static constexpr int64_t DELAY_MS = 1'000;
    static constexpr int64_t LATE_MS = 70'000;
    static constexpr std::string_view BASE = "http://127.0.0.1:8080/v1/channels/";
    static constexpr std::string_view WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    ChannelFixture() {
        options_.fate.delay_ms = DELAY_MS;
        options_.fate.late_ms = LATE_MS;
        options_.keys = {
            {provider::whatsapp, {{"access_token", "EAAx"}, {"app_secret", "app"}, {"phone_number_id", "100"}}},
            {provider::viber, {{"service_id", "3100"}}},
            {provider::telegram_gateway, {{"api_token", "AAGx"}}},
            {provider::telegram_bot, {{"bot_token", "1:AA"}, {"secret_token", "hush"}}},
            {provider::fcm,
             {{"project_id", "shop"}, {"client_email", "a@b"}, {"private_key", "none"}, {"ack_secret", "ack"}}},
            {provider::twilio, {{"account_sid", "AC1"}, {"auth_token", "auth"}}},
            {provider::voice, {{"token", "voc"}}},
            {provider::webhook, {{"secret", std::string{WEBHOOK_SECRET}}}},
            {provider::email, {{"from", "a@b.example"}, {"bounce_address", "c@d.example"}, {"bounce_secret", "e"}}},
        };
    }

    channel_world& world() {
        if (!world_) world_ = std::make_unique<channel_world>(options_, UTC_MS);
        return *world_;
    }

    static net::http_request request(std::string target, std::string body, std::string_view authorization = {}) {
        net::http_request made{.method = "POST", .target = std::move(target), .body = std::move(body)};
        made.fields.add("Content-Type",
                        made.body.starts_with('{') ? "application/json" : "application/x-www-form-urlencoded");
        if (!authorization.empty()) made.fields.add("Authorization", authorization);
        return made;
    }

    // A send that the provider would take, to that address.
    static net::http_request send_to(provider who, const std::string& to, const std::string& attempt = "7.1") {
        switch (who) {
            case provider::whatsapp:
                return request("/v21.0/100/messages",
                               fmt::format(R"({{"messaging_product":"whatsapp","to":"{}","type":"text",)"
                                           R"("biz_opaque_callback_data":"{}","text":{{"body":"hello"}}}})",
                                           to, attempt),
                               "Bearer EAAx");
            case provider::viber:
                return request("/vibersrvc/1/send_message",
                               fmt::format(R"({{"service_id":3100,"dest":"{}","seq":12,"type":206,)"
                                           R"("label":"transaction","tag":"{}","message":{{"#txt":"hello"}}}})",
                                           to, attempt));
            case provider::telegram_gateway:
                return request("/sendVerificationMessage",
                               fmt::format(R"({{"phone_number":"+{}","code":"1234","payload":"{}"}})", to, attempt),
                               "Bearer AAGx");
            case provider::telegram_bot:
                return request("/bot1:AA/sendMessage", fmt::format(R"({{"chat_id":{},"text":"hello"}})", to));
            case provider::fcm:
                return request("/v1/projects/shop/messages:send",
                               fmt::format(R"({{"message":{{"token":"token-{}","notification":{{"body":"hello"}},)"
                                           R"("data":{{"attempt_id":"{}"}}}}}})",
                                           to, attempt),
                               "Bearer " + push_token());
            case provider::twilio:
                return request(
                    "/2010-04-01/Accounts/AC1/Calls.json",
                    fmt::format("To=%2B{}&From=%2B15550000000&Twiml=%3CResponse%2F%3E&MachineDetection=Enable"
                                "&StatusCallbackEvent=ringing&StatusCallbackEvent=answered"
                                "&StatusCallbackEvent=completed",
                                to),
                    "Basic " + net::to_base64("AC1:auth"));
            case provider::voice:
                return request("/voice/calls",
                               fmt::format(R"({{"attempt":"{}","phone":"{}","text":"hello"}})", attempt, to),
                               "Bearer voc");
            case provider::email:
                return request("/mail", fmt::format(R"({{"from":"bounce+{1}@d.example","to":"ann{0}@people.example",)"
                                                    R"("envid":"<{1}>","notify":"SUCCESS"}})",
                                                    to, attempt));
            case provider::webhook:
                break;
        }
        const auto body = fmt::format(R"({{"type":"message","attempt":"{}","to":"{}","text":"hello"}})", attempt, to);
        auto made = request("/webhook/messages", body);
        net::hmac_sha256_signer signer{"01234567890123456789012345678901"};  // what WEBHOOK_SECRET holds
        net::add_webhook_fields(made.fields, signer, {.id = attempt, .utc_s = UTC_MS / 1000}, body);
        return made;
    }

    // As the token service would have given it out: good for an hour from UTC_MS.
    static std::string push_token() {
        const auto expiry = std::to_string(UTC_MS / 1000 + 3600);
        return fmt::format("ya29.{}.{}", expiry, hex_hmac("none", expiry));
    }

    channel_reply ask(const net::http_request& what) { return world().handle_request(what, now_, UTC_MS); }
    channel_reply send(provider who, const std::string& to, const std::string& attempt = "7.1") {
        return ask(send_to(who, to, attempt));
    }

    // What goes out until then, each answered so.
    std::vector<net::http_call> advance(int64_t ms, int answer = 200) {
        std::vector<net::http_call> calls;
        const auto until = now_ + ms;
        while (world().next_due() <= until) {
            now_ = world().next_due();
            world().handle_due(now_, UTC_MS);
            while (auto post = world().poll_post()) {
                calls.push_back(post->call);
                world().handle_posted(post->number, answer, now_);
            }
        }
        now_ = until;
        return calls;
    }

    static boost::json::value json(const std::string& body) { return boost::json::parse(body); }
    // The word that tells the state, whatever the provider.
    static std::string state_in(const net::http_call& call) {
        if (!call.body.starts_with('{') && !call.body.starts_with('[')) {
            const auto fields = net::parse_query(call.body);
            for (const auto& [name, value] : *fields) {
                if (name == "CallStatus") return value;
            }
            return {};
        }
        const auto body = json(call.body);
        for (const auto* pointer :
             {"/entry/0/changes/0/value/statuses/0/status", "/entry/0/changes/0/value/messages/0/text/body",
              "/message_status", "/message/text", "/delivery_status/status", "/event", "/status", "/state", "/0/state"})
            if (auto text = text_at(body, pointer); !text.empty()) return text;
        return "?";
    }
    static std::vector<std::string> states_in(const std::vector<net::http_call>& calls) {
        std::vector<std::string> states;
        for (const auto& call : calls)
            states.push_back(state_in(call));
        return states;
    }

    channels_options options_;
    std::unique_ptr<channel_world> world_;
    int64_t now_ = 0;
};

}  // namespace kaskad::gateway::simulators
