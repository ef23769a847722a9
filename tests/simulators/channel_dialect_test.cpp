#include "gateway/simulators/channel_dialect.hpp"

#include "tests/simulators/channel_fixture.hpp"

#include <gmock/gmock.h>

#include <array>

namespace kaskad::gateway::simulators {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using ChannelDialect = ChannelFixture;

struct answered {
    int status = 0;
    std::string word;

    friend bool operator==(const answered&, const answered&) = default;
    friend void PrintTo(const answered& value, std::ostream* out) { *out << value.status << " " << value.word; }
};

// The word that tells why, wherever that provider puts it.
answered look(const net::http_response& answer) {
    const auto body = boost::json::parse(answer.body);
    for (const auto* pointer : {"/error/code", "/error_code", "/status", "/error"}) {
        if (pointer == std::string_view{"/error/code"} && !text_at(body, "/error/details/0/errorCode").empty())
            return {answer.status, text_at(body, "/error/details/0/errorCode")};
        if (pointer == std::string_view{"/status"} && !text_at(body, "/more_info").empty())
            return {answer.status, text_at(body, "/code")};
        if (auto text = text_at(body, pointer); !text.empty()) return {answer.status, std::move(text)};
    }
    return {answer.status, ""};
}

// A line a provider: unreachable, opted out, throttled, suspended, broken, template refused, as its documents number
// them (channels.md 3); "" where it has none.
struct refusal_line {
    provider who;
    std::array<answered, 6> answers;
};

TEST_F(ChannelDialect, RefusesInTheWordsOfEachProvider) {
    const std::array<uint32_t, 6> digits{10, 12, 13, 14, 15, 20};
    const std::vector<refusal_line> lines{
        {provider::whatsapp,
         {{{400, "131026"}, {}, {429, "130429"}, {403, "131031"}, {500, "131000"}, {400, "132015"}}}},
        {provider::viber, {{{200, "9"}, {200, "8"}, {}, {200, "43"}, {200, "1"}, {200, "38"}}}},
        {provider::telegram_gateway,
         {{{200, "PHONE_NUMBER_NOT_FOUND"},
           {},
           {200, "FLOOD_WAIT_1"},
           {200, "BALANCE_NOT_ENOUGH"},
           {500, "INTERNAL_ERROR"},
           {}}}},
        {provider::telegram_bot,
         {{{400, "400"}, {403, "403"}, {429, "429"}, {401, "401"}, {502, "502"}, {400, "400"}}}},
        {provider::fcm,
         {{{404, "UNREGISTERED"},
           {},
           {429, "QUOTA_EXCEEDED"},
           {403, "SENDER_ID_MISMATCH"},
           {503, "UNAVAILABLE"},
           {400, "INVALID_ARGUMENT"}}}},
        {provider::twilio, {{{400, "21211"}, {}, {429, "20429"}, {403, "20005"}, {503, "20503"}, {}}}},
        {provider::voice, {{{422, "next"}, {}, {429, "throttle"}, {403, "account"}, {503, "retry"}, {}}}},
        {provider::webhook,
         {{{422, "next"}, {422, "next"}, {429, "throttle"}, {403, "account"}, {503, "retry"}, {422, "config"}}}}};
    for (const auto& line : lines) {
        for (size_t place = 0; place < digits.size(); ++place) {
            if (line.answers[place].status == 0) continue;
            const auto to = fmt::format("791612345{:02}", digits[place]);
            EXPECT_EQ(look(send(line.who, to).response), line.answers[place])
                << to_string(line.who) << " " << digits[place];
        }
    }
}

// RFC 5321 §4.2.3 and RFC 3463, to RCPT TO.
TEST_F(ChannelDialect, AMailServerSpeaksInCodes) {
    const auto said = [this](const char* digits) {
        const auto answer = send(provider::email, digits).response;
        return std::to_string(answer.status) + " " + answer.body.substr(0, answer.body.find(' '));
    };
    EXPECT_EQ(said("01"), "250 2.1.5");
    EXPECT_EQ(said("10"), "550 5.1.1");
    EXPECT_EQ(said("13"), "451 4.7.1");
    EXPECT_EQ(said("13"), "250 2.1.5");
    EXPECT_EQ(said("14"), "530 5.7.0");
    EXPECT_EQ(said("15"), "451 4.3.0");
    EXPECT_EQ(ask(request("/mail", "")).response.status, 501);
}

TEST_F(ChannelDialect, AMailServerReportsAndComplains) {
    send(provider::email, "12");
    const auto calls = advance(10 * DELAY_MS);
    ASSERT_EQ(calls.size(), 2u);
    EXPECT_THAT(calls[0].body, HasSubstr("\r\nOriginal-Envelope-Id: <7.1>\r\n"));
    EXPECT_THAT(calls[0].body, HasSubstr("\r\nFinal-Recipient: rfc822; ann12@people.example\r\nAction: delivered\r\n"));
    EXPECT_THAT(calls[1].body, HasSubstr("\r\nFeedback-Type: abuse\r\n"));
    send(provider::email, "21");
    const auto forged = advance(10 * DELAY_MS);
    ASSERT_EQ(forged.size(), 1u);
    EXPECT_THAT(forged[0].body, HasSubstr("\r\nOriginal-Envelope-Id: <7.0>\r\n"));
    EXPECT_THAT(forged[0].body, HasSubstr("\r\nTo: bounce+7.0@d.example\r\n"));
}

TEST_F(ChannelDialect, RefusesWhoeverHasNotTheKey) {
    const std::vector<std::pair<provider, answered>> lines{
        {provider::whatsapp, {401, "190"}},     {provider::telegram_gateway, {200, "ACCESS_TOKEN_INVALID"}},
        {provider::telegram_bot, {401, "401"}}, {provider::fcm, {401, "401"}},
        {provider::twilio, {401, "20003"}},     {provider::voice, {401, "account"}},
        {provider::webhook, {401, "account"}}};
    for (const auto& [who, expected] : lines) {
        const auto good = send_to(who, "79161234501");
        auto bad = request(good.target, good.body, "Bearer wrong");
        if (who == provider::telegram_bot) bad.target = "/bot1:AB/sendMessage";
        EXPECT_EQ(look(ask(bad).response), expected) << to_string(who);
        auto none = request(bad.target, good.body);
        EXPECT_EQ(look(ask(none).response), expected) << to_string(who);
    }
    EXPECT_THAT(advance(10 * DELAY_MS), IsEmpty());
    EXPECT_EQ(world().counts().sends, 0u);
}

TEST_F(ChannelDialect, WhatsAppJudgesTheRequest) {
    const auto ask_with = [&](std::string body) {
        return look(ask(request("/v21.0/100/messages", std::move(body), "Bearer EAAx")).response);
    };
    constexpr std::string_view HEAD = R"({"messaging_product":"whatsapp","to":"79161234501","type":)";
    EXPECT_EQ(ask_with("no json"), (answered{400, "100"}));
    EXPECT_EQ(ask_with(R"({"to":"79161234501","type":"text","text":{"body":"x"}})"), (answered{400, "100"}));
    EXPECT_EQ(ask_with(R"({"messaging_product":"whatsapp","type":"text","text":{"body":"x"}})"),
              (answered{400, "100"}));
    EXPECT_EQ(ask_with(std::string{HEAD} + R"("text"})"), (answered{400, "131008"}));
    EXPECT_EQ(ask_with(std::string{HEAD} + R"("template","template":{"name":"order_out"}})"),
              (answered{400, "131008"}));
    EXPECT_EQ(ask_with(std::string{HEAD} + R"("template","template":{"name":"missing_it","language":{"code":"ru"}}})"),
              (answered{404, "132001"}));
    EXPECT_EQ(ask_with(std::string{HEAD} + R"("template","template":{"name":"order_out","language":{"code":"ru"}}})"),
              (answered{200, ""}));
    EXPECT_EQ(look(ask(request("/v21.0/999/messages", "{}", "Bearer EAAx")).response), (answered{400, "100"}));
}

TEST_F(ChannelDialect, ViberJudgesTheRequest) {
    const auto ask_with = [&](std::string_view label, int ttl, std::string_view service, std::string_view message) {
        const auto body =
            fmt::format(R"({{"service_id":{},"dest":"79161234501","seq":5,"type":1702,"label":"{}","ttl":{},)"
                        R"("message":{}}})",
                        service, label, ttl, message);
        return look(ask(request("/vibersrvc/1/send_message", body)).response).word;
    };
    constexpr std::string_view GOOD = R"({"#template_id":"order"})";
    EXPECT_EQ(ask_with("transaction", 60, "3100", GOOD), "0");
    EXPECT_EQ(ask_with("transaction", 60, "1", GOOD), "2");
    EXPECT_EQ(ask_with("advert", 60, "3100", GOOD), "18");
    EXPECT_EQ(ask_with("transaction", 29, "3100", GOOD), "20");
    EXPECT_EQ(ask_with("transaction", 30, "3100", GOOD), "0");
    EXPECT_EQ(ask_with("transaction", 1'209'600, "3100", GOOD), "0");
    EXPECT_EQ(ask_with("transaction", 1'209'601, "3100", GOOD), "20");
    EXPECT_EQ(ask_with("transaction", 60, "3100", R"({"#template_id":"missing_it"})"), "38");
    EXPECT_EQ(ask_with("transaction", 60, "3100", "{}"), "6");
    EXPECT_EQ(look(ask(request("/vibersrvc/1/send_message", "no json")).response), (answered{200, "3"}));
    EXPECT_EQ(text_at(json(send(provider::viber, "79161234501").response.body), "/seq"), "12");
}

TEST_F(ChannelDialect, TelegramGatewayJudgesTheRequest) {
    const auto ask_with = [&](std::string_view fields) {
        return look(ask(request("/sendVerificationMessage", fmt::format("{{{}}}", fields), "Bearer AAGx")).response)
            .word;
    };
    EXPECT_EQ(ask_with(R"("phone_number":"79161234501","code":"1234")"), "PHONE_NUMBER_INVALID");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code":"123")"), "CODE_INVALID");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code":"123456789")"), "CODE_INVALID");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code_length":9)"), "CODE_INVALID");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code_length":6)"), "");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code":"1234","ttl":29)"), "TTL_INVALID");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code":"1234","ttl":3600)"), "");
    EXPECT_EQ(ask_with(R"("phone_number":"+79161234501","code":"1234","ttl":3601)"), "TTL_INVALID");
    const auto form =
        ask(request("/sendVerificationMessage", "access_token=AAGx&phone_number=%2B79161234501&code=1234"));
    EXPECT_TRUE(json(form.response.body).at("ok").as_bool()) << "a form with the token in it is as good";
}

TEST_F(ChannelDialect, TwilioPostsWhatWasAskedFor) {
    const auto call = [&](std::string_view more) {
        return ask(request("/2010-04-01/Accounts/AC1/Calls.json",
                           fmt::format("To=%2B79161234527&From=%2B15550000000{}", more),
                           "Basic " + net::to_base64("AC1:auth")));
    };
    EXPECT_EQ(look(call("").response), (answered{400, "21205"}));
    EXPECT_EQ(look(call("&Twiml=" + std::string(4001, 'x')).response), (answered{400, "21218"}));
    EXPECT_EQ(call("&Twiml=%3CGather%20action%3D%22http%3A%2F%2Fthere%2F%3Fa%3D1%26amp%3Bb%3D2%22%3E").response.status,
              201);
    const auto calls = advance(5 * DELAY_MS);
    ASSERT_EQ(calls.size(), 2u) << "only the end of a call is told unasked; the key goes where Gather says";
    EXPECT_EQ(state_in(calls[1]), "completed");
    EXPECT_TRUE(calls[1].body.contains("&CallDuration=4")) << calls[1].body;
    EXPECT_EQ(calls[0].url, "http://there/?a=1&b=2");
    EXPECT_TRUE(calls[0].body.contains("&Digits=1")) << calls[0].body;
    const auto parameters = net::parse_query(calls[0].body);
    ASSERT_TRUE(parameters);
    EXPECT_EQ(calls[0].fields.find("X-Twilio-Signature"), sign_twilio("auth", calls[0].url, *parameters));
}

TEST_F(ChannelDialect, TwilioTellsWhoAnswered) {
    send(provider::twilio, "79161234500");
    send(provider::twilio, "79161234526");
    const auto calls = advance(5 * DELAY_MS);
    EXPECT_THAT(states_in(calls), ElementsAre("ringing", "ringing", "in-progress", "completed", "completed"));
    EXPECT_TRUE(calls[2].body.contains("AnsweredBy=human"));
    EXPECT_TRUE(calls[3].body.contains("AnsweredBy=machine_start"));
    EXPECT_TRUE(calls[4].body.contains("AnsweredBy=human"));
    EXPECT_TRUE(calls[4].body.contains("SequenceNumber=2")) << calls[4].body;
}

TEST_F(ChannelDialect, ABotHearsAndIsToldWithTheSecret) {
    send(provider::telegram_bot, "5519");
    send(provider::telegram_bot, "5521");
    send(provider::telegram_bot, "5522");
    const auto calls = advance(5 * DELAY_MS);
    ASSERT_EQ(calls.size(), 3u);
    EXPECT_NE(calls[0].fields.find("X-Telegram-Bot-Api-Secret-Token"), "hush") << "21 comes first, and is forged";
    EXPECT_TRUE(calls[1].body.contains("teleportation"));
    EXPECT_EQ(calls[2].fields.find("X-Telegram-Bot-Api-Secret-Token"), "hush");
    const auto update = json(calls[2].body);
    EXPECT_EQ(text_at(update, "/message/text"), "1");
    EXPECT_EQ(number_at(update, "/message/chat/id"), 5519);
    EXPECT_EQ(number_at(update, "/update_id"), *number_at(json(calls[1].body), "/update_id") + 1);
}

TEST_F(ChannelDialect, AWebhookIsSignedOfNow) {
    auto old = send_to(provider::webhook, "79161234501");
    EXPECT_EQ(world().handle_request(old, 0, UTC_MS + 300'999).response.status, 200);
    EXPECT_EQ(world().handle_request(old, 0, UTC_MS + 301'000).response.status, 401);
    const auto calls = advance(5 * DELAY_MS);
    ASSERT_EQ(calls.size(), 2u);
    const auto& first = calls[0];
    net::hmac_sha256_signer signer{"01234567890123456789012345678901"};
    EXPECT_EQ(net::verify_webhook(first.fields, signer, first.body, UTC_MS / 1000), net::webhook_verdict::good);
    EXPECT_EQ(text_at(json(first.body), "/attempt"), "7.1");
}

TEST_F(ChannelDialect, VoiceTellsThePressedKey) {
    send(provider::voice, "79161234527");
    const auto calls = advance(5 * DELAY_MS);
    EXPECT_THAT(states_in(calls), ElementsAre("RINGING", "ANSWERED", "ANSWERED"));
    EXPECT_EQ(text_at(json(calls[1].body), "/dtmf"), "");
    EXPECT_EQ(text_at(json(calls[2].body), "/dtmf"), "1");
    EXPECT_EQ(text_at(json(calls[2].body), "/attempt"), "7.1");
}

TEST_F(ChannelDialect, TheAppAcknowledgesAPush) {
    send(provider::fcm, "00");
    const auto calls = advance(5 * DELAY_MS);
    ASSERT_THAT(states_in(calls), ElementsAre("delivered", "read"));
    EXPECT_EQ(text_at(json(calls[0].body), "/attempt"), "7.1");
    EXPECT_EQ(calls[0].fields.find("X-Kaskad-Signature"), "sha256=" + hex_hmac("ack", calls[0].body));
}

TEST_F(ChannelDialect, AnAccessTokenIsGoodForAnHour) {
    const auto push = send_to(provider::fcm, "01");
    EXPECT_EQ(world().handle_request(push, 0, UTC_MS + 3'599'999).response.status, 200);
    EXPECT_EQ(world().handle_request(push, 0, UTC_MS + 3'600'000).response.status, 401);
}

TEST_F(ChannelDialect, ATokenIsGivenForASignedClaimOnly) {
    const auto ask_for = [&](std::string_view grant) {
        return look(ask(request("/token", fmt::format("grant_type={}&assertion=a.b.c", grant))).response);
    };
    EXPECT_EQ(ask_for("password"), (answered{400, "unsupported_grant_type"}));
    EXPECT_EQ(ask_for("urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"), (answered{400, "invalid_grant"}));
}

}  // namespace
}  // namespace kaskad::gateway::simulators
