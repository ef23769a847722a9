#include "channels/form_body.hpp"
#include "channels/providers.hpp"
#include "net/base64.hpp"
#include "net/url.hpp"
#include "tests/channels/golden.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace kaskad::channels {

namespace {

constexpr std::string_view SID = "AC0123456789abcdef0123456789abcdef";
constexpr std::string_view CALL = "CA0123456789abcdef0123456789abcdef";
constexpr std::string_view CALLBACK_URL = "https://sms.example/v1/channels/call/callbacks";

account phone() {
    return make_account({{"account_sid", std::string{SID}},
                         {"auth_token", "twilio token"},
                         {"from", "+15550783881"},
                         {"language", "ru-RU"}},
                        std::string{CALLBACK_URL});
}

facts::send_over_channel wanted() {
    auto one = make_wanted({.text = "Ваш код 4 8 2"});
    one.ttl_s = 25;
    return one;
}

std::string value_in(const net::http_call& call, std::string_view name) {
    const auto form = net::parse_query(call.body).value();
    const auto found = std::ranges::find(form, name, [](const auto& one) { return std::string_view{one.first}; });
    return found == form.end() ? "" : found->second;
}

std::string answer_to(int status, std::string body) {
    return describe(twilio_voice().read_reply(make_reply(status, std::move(body))));
}

std::string answer_to_code(int code) {
    return answer_to(400, R"({"code":)" + std::to_string(code) + R"(,"message":"m","status":400})");
}

// With a signature of its own: Twilio's form is tested by the files that openssl signed.
callback_reading told(std::vector<std::pair<std::string, std::string>> fields) {
    fields.emplace_back("CallSid", CALL);
    fields.emplace_back("To", "+79161234567");
    form_body form;
    for (const auto& [name, value] : fields)
        form.add(name, value);
    auto request = golden_request("twilio_voice/completed.http");
    request.body = form.take();
    std::ranges::sort(fields);
    auto text = std::string{CALLBACK_URL} + "?attempt=" + std::string{ATTEMPT};
    for (const auto& [name, value] : fields)
        text += name + value;
    const std::string key = "twilio token";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &size);
    request = with_field(request, "X-Twilio-Signature", net::to_base64({reinterpret_cast<const char*>(digest), size}));
    auto reading = twilio_voice().read_callback(request, phone(), NOW_MS);
    EXPECT_TRUE(reading);
    return reading.value_or(callback_reading{});
}

std::string state_of(std::vector<std::pair<std::string, std::string>> fields) {
    const auto reading = told(std::move(fields));
    return reading.reports.empty() ? "nothing" : describe(reading.reports[0]);
}

}  // namespace

TEST(TwilioVoice, Calls) {
    EXPECT_EQ(to_wire(twilio_voice().make_call(wanted(), phone())), golden("twilio_voice/call.http"));
}

TEST(TwilioVoice, CallsWithoutReportsWhereItHasNoAddress) {
    auto from = phone();
    from.callback_url = "";
    from.settings["machine_detection"] = "off";
    const auto call = twilio_voice().make_call(make_wanted({.text = "Hi", .language = "en-GB"}), from);
    ASSERT_TRUE(call);
    EXPECT_EQ(value_in(*call, "Twiml"), R"(<Response><Say language="en-GB">Hi</Say></Response>)");
    EXPECT_EQ(value_in(*call, "Timeout"), "30");
    EXPECT_FALSE(call->body.contains("StatusCallback"));
    EXPECT_FALSE(call->body.contains("MachineDetection"));
}

TEST(TwilioVoice, OnlyANumberCanCall) {
    auto one = wanted();
    one.sender = "4917012345";
    EXPECT_EQ(value_in(*twilio_voice().make_call(one, phone()), "From"), "+4917012345");
    one.sender = "Shop";
    EXPECT_EQ(value_in(*twilio_voice().make_call(one, phone()), "From"), "+15550783881");
}

TEST(TwilioVoice, RefusesWhatTwilioCannotBeGiven) {
    EXPECT_EQ(to_wire(twilio_voice().make_call(make_wanted({}), phone())),
              "refused: there is no text for this channel: give `text`");
    // Each of these becomes five characters.
    EXPECT_TRUE(to_wire(twilio_voice().make_call(make_wanted({.text = std::string(1'000, '&')}), phone()))
                    .starts_with("refused: the text is too long for a call"));
    auto one = wanted();
    one.ttl_s = 601;
    EXPECT_EQ(to_wire(twilio_voice().make_call(one, phone())),
              "refused: `ttl_s` is 601; this provider takes 5 to 600 seconds");
    auto from = phone();
    from.settings["account_sid"] = "AC/../x";
    EXPECT_FALSE(twilio_voice().make_call(wanted(), from));
}

TEST(TwilioVoice, ATextCannotBecomeFieldsOrElements) {
    const auto call = twilio_voice().make_call(make_wanted({.text = "</Say><Dial>1</Dial>&To=%2B1900&x=\n"}), phone());
    ASSERT_TRUE(call);
    EXPECT_EQ(value_in(*call, "To"), "+79161234567");
    EXPECT_EQ(net::parse_query(call->body)->size(), 10u);
    EXPECT_FALSE(value_in(*call, "Twiml").contains("<Dial>"));
}

TEST(TwilioVoice, TakesASidAsAccepted) {
    const auto reading = twilio_voice().read_reply(make_reply(201, R"({"sid":"CA01","status":"queued"})"));
    EXPECT_EQ(describe(reading), "accepted");
    EXPECT_EQ(reading.provider_id, "CA01");
    EXPECT_FALSE(reading.is_sent);
}

TEST(TwilioVoice, ReadsEveryCode) {
    const std::vector<std::pair<std::string_view, std::vector<int>>> rows{
        {"next invalid_recipient", {21211}},
        {"next undeliverable", {21214}},
        {"next network_not_covered", {21215, 21216, 13227}},
        {"config link_misconfigured", {21205, 21219}},
        {"config sender_not_allowed", {21210}},
        {"config invalid_sender", {21212, 21213}},
        {"throttle link_throttled", {20429, 10004}},
        {"account link_credentials", {20003}},
        {"account link_disabled", {20005, 10001, 10002}},
        {"account link_misconfigured", {20404}},
        {"config link_rejected", {21299}},
    };
    for (const auto& [expected, codes] : rows) {
        for (const int code : codes)
            EXPECT_EQ(answer_to_code(code), expected) << code;
    }
    EXPECT_EQ(answer_to(401, "{}"), "account link_credentials");
    EXPECT_EQ(answer_to(429, R"({"code":1})"), "throttle link_throttled");
    EXPECT_EQ(answer_to(500, R"({"code":20500})"), "retry in_doubt in doubt");
    EXPECT_EQ(answer_to(201, "{}"), "retry in_doubt in doubt");
}

TEST(TwilioVoice, EndsACall) {
    const auto call = twilio_voice().make_revocation({.part = PART, .provider_id = std::string{CALL}}, phone());
    ASSERT_TRUE(call);
    EXPECT_EQ(to_wire(*call), golden("twilio_voice/cancel.http"));
    for (const auto* id : {"", "CA/../x", "CA?x"})
        EXPECT_FALSE(twilio_voice().make_revocation({.part = PART, .provider_id = id}, phone())) << id;
}

TEST(TwilioVoice, KnowsWhetherItEnded) {
    using facts::revocation;
    const auto ended = [](int status, std::string body) {
        return twilio_voice().read_revocation(make_reply(status, std::move(body))).result;
    };
    EXPECT_EQ(ended(200, R"({"status":"canceled"})"), revocation::revoked);
    EXPECT_EQ(ended(200, R"({"status":"in-progress"})"), revocation::too_late);
    EXPECT_EQ(ended(400, R"({"code":21220})"), revocation::too_late);
    EXPECT_EQ(ended(404, R"({"code":20404})"), revocation::failed);
    EXPECT_EQ(ended(500, ""), revocation::failed);
}

TEST(TwilioCallback, ReadsWhatTwilioSigned) {
    const auto request = golden_request("twilio_voice/completed.http");
    const auto reading = twilio_voice().read_callback(request, phone(), NOW_MS);
    ASSERT_TRUE(reading) << reading.error().why;
    ASSERT_EQ(reading->reports.size(), 1u);
    EXPECT_EQ(describe(reading->reports[0]), "delivered");
    EXPECT_EQ(reading->reports[0].provider_id, CALL);
    EXPECT_EQ(reading->reports[0].part, PART);
    EXPECT_EQ(reading->reports[0].recipient, "79161234567");
    EXPECT_EQ(reading->reports[0].code, "200");
    EXPECT_EQ(reading->answer.body, "<Response/>");
    EXPECT_EQ(reading->answer.content_type, "text/xml");
}

TEST(TwilioCallback, APressedKeyIsAnAnswer) {
    const auto reading = twilio_voice().read_callback(golden_request("twilio_voice/key.http"), phone(), NOW_MS);
    ASSERT_TRUE(reading) << reading.error().why;
    ASSERT_EQ(reading->reports.size(), 1u);
    EXPECT_EQ(describe(reading->reports[0]), "read");
    ASSERT_EQ(reading->heard.size(), 1u);
    EXPECT_EQ(reading->heard[0].text, "7");
    EXPECT_EQ(reading->heard[0].recipient, "79161234567");
}

TEST(TwilioCallback, ReadsEveryState) {
    EXPECT_EQ(state_of({{"CallStatus", "queued"}}), "nothing");
    EXPECT_EQ(state_of({{"CallStatus", "initiated"}}), "nothing");
    EXPECT_EQ(state_of({{"CallStatus", "ringing"}}), "sent");
    EXPECT_EQ(state_of({{"CallStatus", "in-progress"}, {"AnsweredBy", "human"}}), "sent");
    EXPECT_EQ(state_of({{"CallStatus", "busy"}}), "undelivered subscriber_busy");
    EXPECT_EQ(state_of({{"CallStatus", "no-answer"}}), "undelivered call_not_answered");
    EXPECT_EQ(state_of({{"CallStatus", "canceled"}}), "cancelled revoked");
    EXPECT_EQ(told({{"CallStatus", "queued"}}).unknown, 0u);
    EXPECT_EQ(told({{"CallStatus", "dreaming"}}).unknown, 1u);
    EXPECT_EQ(told({}).unknown, 1u);
}

TEST(TwilioCallback, AMachineIsNobody) {
    for (const auto* by : {"machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax"})
        EXPECT_EQ(state_of({{"CallStatus", "completed"}, {"CallDuration", "40"}, {"AnsweredBy", by}}),
                  "undelivered answered_by_machine");
    EXPECT_EQ(state_of({{"CallStatus", "completed"}, {"CallDuration", "3"}, {"AnsweredBy", "unknown"}}), "delivered");
    EXPECT_EQ(state_of({{"CallStatus", "completed"}, {"CallDuration", "2"}}), "undelivered call_not_answered");
    EXPECT_EQ(state_of({{"CallStatus", "completed"}}), "undelivered call_not_answered");
}

TEST(TwilioCallback, ReadsTheNetworksAnswer) {
    const auto failed = [](std::string code) {
        return state_of({{"CallStatus", "failed"}, {"SipResponseCode", std::move(code)}});
    };
    for (const auto* code : {"404", "484", "604"})
        EXPECT_EQ(failed(code), "undelivered unknown_subscriber") << code;
    EXPECT_EQ(failed("503"), "undelivered network_congested");
    EXPECT_EQ(failed("429"), "undelivered network_congested");
    EXPECT_EQ(failed("401"), "undelivered link_credentials");
    EXPECT_EQ(failed("403"), "undelivered link_credentials");
    EXPECT_EQ(failed("486"), "undelivered subscriber_busy");
    EXPECT_EQ(failed("480"), "undelivered call_not_answered");
    EXPECT_EQ(failed(""), "undelivered undeliverable");
}

TEST(TwilioCallback, RefusesWhatItsSignatureDoesNotFit) {
    const auto request = golden_request("twilio_voice/completed.http");
    const auto status = [](const net::http_request& one, const account& to) {
        return twilio_voice().read_callback(one, to, NOW_MS).error().status;
    };
    EXPECT_EQ(status(with_body(request, request.body + "&x=1"), phone()), 401);
    auto elsewhere = request;
    elsewhere.target = "/v1/channels/call/callbacks?attempt=1.1";
    EXPECT_EQ(status(elsewhere, phone()), 401);
    EXPECT_EQ(status(with_field(request, "X-Twilio-Signature", ""), phone()), 401);
    EXPECT_EQ(status(with_field(request, "X-Twilio-Signature", "!"), phone()), 401);
    auto unaddressed = phone();
    unaddressed.callback_url = "";
    EXPECT_EQ(status(request, unaddressed), 401);
    auto open = phone();
    open.settings.erase("auth_token");
    EXPECT_EQ(status(request, open), 401);
    EXPECT_EQ(status(with_body(request, "%zz"), phone()), 400);
}

}  // namespace kaskad::channels
