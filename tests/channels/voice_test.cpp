#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::channels {

namespace {

namespace json = boost::json;

account robot() {
    return make_account({{"url", "https://robot.example/calls"},
                         {"token", "voice token"},
                         {"from", "15550783881"},
                         {"language", "ru-RU"}},
                        "https://sms.example/v1/channels/robot/callbacks/key");
}

callback_reading told(std::string body) {
    const auto request = with_body(golden_request("voice/answered.http"), std::move(body));
    auto reading = voice().read_callback(request, robot(), NOW_MS);
    EXPECT_TRUE(reading);
    return reading.value_or(callback_reading{});
}

std::string state_of(std::string_view fields) {
    const auto reading = told(R"({"id":1,"phone":"79161234567",)" + std::string{fields} + "}");
    return reading.reports.empty() ? "nothing" : describe(reading.reports[0]);
}

}  // namespace

TEST(Voice, Calls) {
    auto wanted = make_wanted({.text = "Ваш код 4 8 2"});
    wanted.ttl_s = 25;
    EXPECT_EQ(to_wire(voice().make_call(wanted, robot())), golden("voice/call.http"));
}

TEST(Voice, RingsAsLongAsIsUsual) {
    auto wanted = make_wanted({.text = "x"});
    wanted.sender = "Shop";
    const auto call = voice().make_call(wanted, make_account({{"url", "http://127.0.0.1:9/"}}));
    ASSERT_TRUE(call);
    EXPECT_EQ(call->body,
              R"({"attempt":"265325021208576001.1","phone":"79161234567","text":"x","language":"en-US","ring_s":30})");
    EXPECT_FALSE(call->fields.find("Authorization"));
}

TEST(Voice, ATextCannotBecomeMembers) {
    const std::string evil = "\",\"phone\":\"1\",\"x\":\"\n\x05";
    const auto body = json::parse(voice().make_call(make_wanted({.text = evil}), robot())->body);
    EXPECT_EQ(body.at("phone"), "79161234567");
    EXPECT_EQ(body.at("text").as_string(), evil);
}

TEST(VoiceCallback, ReadsTheShapeOfAlphaSms) {
    const auto reading = voice().read_callback(golden_request("voice/answered.http"), robot(), NOW_MS);
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->reports.size(), 1u);
    EXPECT_EQ(describe(reading->reports[0]), "read");
    EXPECT_EQ(reading->reports[0].provider_id, "100500");
    EXPECT_EQ(reading->reports[0].recipient, "79161234567");
    ASSERT_EQ(reading->heard.size(), 1u);
    EXPECT_EQ(reading->heard[0].text, "7");
}

TEST(VoiceCallback, ReadsEveryState) {
    EXPECT_EQ(state_of(R"("status":"QUEUED")"), "nothing");
    EXPECT_EQ(state_of(R"("status":"RINGING")"), "sent");
    EXPECT_EQ(state_of(R"("status":"ANSWERED")"), "delivered");
    EXPECT_EQ(state_of(R"("status":"ANSWERED","duration":3,"dtmf":"")"), "delivered");
    EXPECT_EQ(state_of(R"("status":"ANSWERED","duration":2)"), "undelivered call_not_answered");
    EXPECT_EQ(state_of(R"("status":"ANSWERED","duration":2,"dtmf":"1")"), "read");
    EXPECT_EQ(state_of(R"("status":"HEARD")"), "read");
    EXPECT_EQ(state_of(R"("status":"MACHINE","duration":40)"), "undelivered answered_by_machine");
    EXPECT_EQ(state_of(R"("status":"BUSY")"), "undelivered subscriber_busy");
    EXPECT_EQ(state_of(R"("status":"NOANSWER")"), "undelivered call_not_answered");
    EXPECT_EQ(state_of(R"("status":"FAILED","code":"E1")"), "undelivered undeliverable");
    EXPECT_EQ(state_of(R"("status":"CANCELLED")"), "cancelled revoked");
    EXPECT_EQ(told(R"({"status":"SLEEPING"})").unknown, 1u);
    EXPECT_EQ(told(R"({})").unknown, 1u);
    EXPECT_EQ(told(R"({"attempt":"265325021208576001.1","status":"RINGING"})").reports.at(0).part, PART);
}

TEST(OwnContract, SaysWhatBecameOfACall) {
    const auto answer = [](int status, std::string body) {
        return describe(voice().read_reply(make_reply(status, std::move(body))));
    };
    EXPECT_EQ(answer(202, R"({"status":"accepted","id":"c-1"})"), "accepted");
    EXPECT_EQ(answer(200, R"({"status":"next","reason":"not_on_channel"})"), "next not_on_channel");
    EXPECT_EQ(answer(200, R"({"status":"next"})"), "next link_rejected");
    EXPECT_EQ(answer(200, R"({"status":"next","reason":"made up"})"), "next link_rejected");
    EXPECT_EQ(answer(200, R"({"status":"next","reason":"none"})"), "next link_rejected");
    EXPECT_EQ(answer(503, R"({"status":"retry"})"), "retry link_system_error");
    EXPECT_EQ(answer(429, R"({"status":"throttle"})"), "throttle link_throttled");
    EXPECT_EQ(answer(401, R"({"status":"account","reason":"link_credentials"})"), "account link_credentials");
    EXPECT_EQ(answer(422, R"({"status":"config","reason":"template_refused"})"), "config template_refused");
}

// The same call twice sends once, so one that nobody understood is made again.
TEST(OwnContract, IsTriedAgainWhereTheAnswerSaysNothing) {
    const auto answer = [](int status, std::string body) {
        return describe(webhook().read_reply(make_reply(status, std::move(body))));
    };
    EXPECT_EQ(answer(200, R"({"status":"fine"})"), "retry link_system_error");
    EXPECT_EQ(answer(500, R"({"status":"accepted","id":"1"})"), "retry link_system_error");
    EXPECT_EQ(answer(200, "ok"), "retry link_system_error");
    EXPECT_EQ(answer(400, "no"), "config link_rejected");
    EXPECT_EQ(answer(401, ""), "account link_credentials");
}

TEST(OwnContract, KeepsIdWordsAndPatience) {
    const auto reading = voice().read_reply(
        make_reply(200, R"({"status":"throttle","code":"E7","text":"slower","retry_after_ms":1500})"));
    EXPECT_EQ(reading.code, "E7");
    EXPECT_EQ(reading.text, "slower");
    EXPECT_EQ(reading.retry_after_ms, 1'500);
    EXPECT_EQ(voice().read_reply(make_reply(200, R"({"status":"retry","retry_after_ms":-5})")).retry_after_ms, 0);
    EXPECT_EQ(voice().read_reply(make_reply(200, R"({"status":"accepted","id":77})")).provider_id, "77");
}

}  // namespace kaskad::channels
