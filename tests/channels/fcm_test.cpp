#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::channels {

namespace {

namespace json = boost::json;

account app() {
    auto one = make_account({{"project_id", "shop-1"},
                             {"client_email", "push@shop-1.iam.gserviceaccount.com"},
                             {"private_key", read_data("fcm/test_key.pem")},
                             {"ack_secret", "ack secret"}},
                            "https://sms.example/v1/channels/push/callbacks");
    one.token = "ya29.token";
    return one;
}

facts::send_over_channel wanted() {
    auto one = make_wanted({.text = "A-17 в пути", .title = "Заказ", .link_url = "https://shop.example/a17"});
    one.address = "dQw4:APA91b";
    one.ttl_s = 60;
    return one;
}

std::string refused(int status, std::string_view error) {
    return describe(fcm().read_reply(make_reply(status, R"({"error":)" + std::string{error} + "}")));
}

// As FCM writes it: Google's status, and its own code in a detail.
std::string refused_with(int status, std::string_view google, std::string_view code) {
    return refused(
        status,
        R"({"code":)" + std::to_string(status) + R"(,"message":"m","status":")" + std::string{google} +
            R"(","details":[{"@type":"x"},{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":")" +
            std::string{code} + "\"}]}");
}

auto read(const net::http_request& request) {
    return fcm().read_callback(request, app(), NOW_MS);
}

}  // namespace

TEST(Fcm, SendsAPush) {
    EXPECT_EQ(to_wire(fcm().make_call(wanted(), app())), golden("fcm/send.http"));
}

TEST(Fcm, AsksForNoAcknowledgementThatItWouldRefuse) {
    auto from = app();
    from.settings["ack_secret"] = "";
    EXPECT_FALSE(fcm().make_call(wanted(), from)->body.contains("ack_url"));
}

TEST(Fcm, SendsMarketingWithoutHaste) {
    auto one = wanted();
    one.klass = core::message_class::marketing;
    const auto body = json::parse(fcm().make_call(one, app())->body);
    EXPECT_EQ(body.at_pointer("/message/android/priority"), "NORMAL");
    EXPECT_EQ(body.at_pointer("/message/apns/headers/apns-priority"), "5");
}

TEST(Fcm, RefusesWhatFcmCannotBeGiven) {
    auto one = wanted();
    one.address = "";
    EXPECT_EQ(to_wire(fcm().make_call(one, app())), "refused: a push needs the app's token as its address");
    one = wanted();
    one.ttl_s = 28 * 86'400 + 1;
    EXPECT_FALSE(fcm().make_call(one, app()));
    one = wanted();
    one.content.text = std::string(4'096, 'x');
    EXPECT_TRUE(to_wire(fcm().make_call(one, app())).starts_with("refused: the push has "));
    auto from = app();
    from.token = "";
    EXPECT_EQ(to_wire(fcm().make_call(wanted(), from)),
              "refused: there is no access token: look at the account's private_key");
}

// The project becomes a part of the address.
TEST(Fcm, AProjectCannotLeaveItsPlace) {
    auto from = app();
    from.settings["project_id"] = "a/../b?c";
    EXPECT_EQ(fcm().make_call(wanted(), from)->url,
              "https://fcm.googleapis.com/v1/projects/a%2F..%2Fb%3Fc/messages:send");
}

TEST(Fcm, ATextCannotBecomeMembers) {
    auto one = wanted();
    const std::string evil = "\"},\"token\":\"other\",\"x\":{\"y\":\"\n\x04";
    one.content.text = evil;
    one.content.title = evil;
    one.address = evil;
    const auto message = json::parse(fcm().make_call(one, app())->body).at("message");
    EXPECT_EQ(message.at("token").as_string(), evil);
    EXPECT_EQ(message.at("notification").at("body").as_string(), evil);
    EXPECT_EQ(message.as_object().size(), 5u);
}

TEST(Fcm, HasSentWhatWasTaken) {
    const auto reading = fcm().read_reply(make_reply(200, R"({"name":"projects/shop-1/messages/0:15%bd1c"})"));
    EXPECT_EQ(describe(reading), "accepted");
    EXPECT_EQ(reading.provider_id, "projects/shop-1/messages/0:15%bd1c");
    EXPECT_TRUE(reading.is_sent);
}

TEST(Fcm, ReadsEveryCode) {
    EXPECT_EQ(refused_with(404, "NOT_FOUND", "UNREGISTERED"), "next not_on_channel");
    EXPECT_EQ(refused_with(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), "account link_misconfigured");
    EXPECT_EQ(refused_with(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), "account link_credentials");
    EXPECT_EQ(refused_with(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"), "config content_rejected");
    EXPECT_EQ(refused_with(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), "throttle link_throttled");
    EXPECT_EQ(refused_with(503, "UNAVAILABLE", "UNAVAILABLE"), "retry link_system_error");
    EXPECT_EQ(refused_with(500, "INTERNAL", "INTERNAL"), "retry link_system_error");
}

TEST(Fcm, ReadsGooglesStatusWhereFcmSaysNothing) {
    EXPECT_EQ(refused(404, R"({"status":"NOT_FOUND"})"), "next not_on_channel");
    EXPECT_EQ(refused(401, R"({"status":"UNAUTHENTICATED"})"), "account link_credentials");
    EXPECT_EQ(refused(403, R"({"status":"PERMISSION_DENIED"})"), "account link_credentials");
    EXPECT_EQ(refused(429, R"({"status":"RESOURCE_EXHAUSTED"})"), "throttle link_throttled");
    EXPECT_EQ(refused(400, R"({"status":"OUT_OF_RANGE"})"), "config link_rejected");
}

// What is wrong with the address is no fault of the content: the next channel, and no alarm.
TEST(Fcm, KnowsABadTokenFromBadContent) {
    EXPECT_EQ(
        refused(
            400,
            R"({"status":"INVALID_ARGUMENT","message":"The registration token is not a valid FCM registration token"})"),
        "next not_on_channel");
    EXPECT_EQ(
        refused(
            400,
            R"({"status":"INVALID_ARGUMENT","message":"m","details":[{"fieldViolations":[{"field":"message.token"}]}]})"),
        "next not_on_channel");
}

// Shown once however often it is sent: the tag is the attempt's.
TEST(Fcm, SendsAgainWithoutDoubt) {
    EXPECT_EQ(describe(fcm().read_reply(make_reply(502, "<html>"))), "retry link_system_error");
    EXPECT_EQ(describe(fcm().read_reply(make_reply(200, "{}"))), "retry link_system_error");
    auto reply = make_reply(429, R"({"error":{"status":"RESOURCE_EXHAUSTED"}})");
    reply.fields.add("retry-after", "12");
    EXPECT_EQ(fcm().read_reply(reply).retry_after_ms, 12'000);
}

TEST(FcmToken, IsAskedForWithASignedAssertion) {
    const auto call = fcm().make_token_call(app(), NOW_MS);
    ASSERT_TRUE(call);
    EXPECT_EQ(to_wire(*call), golden("fcm/token.http"));
}

// As it stands in the key file that Google gives out.
TEST(FcmToken, TakesAKeyWithEscapedLineEnds) {
    auto from = app();
    auto& key = from.settings["private_key"];
    for (auto at = key.find('\n'); at != key.npos; at = key.find('\n'))
        key.replace(at, 1, "\\n");
    const auto call = fcm().make_token_call(from, NOW_MS);
    ASSERT_TRUE(call);
    EXPECT_EQ(to_wire(*call), golden("fcm/token.http"));
}

TEST(FcmToken, IsNotAskedForWithoutAKey) {
    for (const std::string key : {"", "key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
        auto from = app();
        from.settings["private_key"] = key;
        EXPECT_FALSE(fcm().make_token_call(from, NOW_MS)) << key;
    }
}

TEST(FcmToken, IsBelievedForAnHour) {
    const auto given = [](int status, std::string body) {
        return fcm().read_token(make_reply(status, std::move(body)));
    };
    const auto good = given(200, R"({"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"})");
    ASSERT_TRUE(good);
    EXPECT_EQ(good->token, "ya29.x");
    EXPECT_EQ(good->valid_ms, 3'599'000);
    EXPECT_EQ(given(200, R"({"access_token":"a","expires_in":9999999999999999})")->valid_ms, 3'600'000);
    EXPECT_EQ(given(400, R"({"error":"invalid_grant","error_description":"Invalid JWT"})").error(),
              "HTTP 400: invalid_grant Invalid JWT");
    EXPECT_FALSE(given(200, R"({"access_token":"a"})"));
    EXPECT_FALSE(given(200, R"({"access_token":"","expires_in":10})"));
    EXPECT_FALSE(given(503, "x"));
}

TEST(FcmAcknowledgement, SaysWhatTheAppSaw) {
    for (const std::string event : {"delivered", "read"}) {
        const auto reading = read(golden_request("fcm/ack_" + event + ".http"));
        ASSERT_TRUE(reading);
        ASSERT_EQ(reading->reports.size(), 1u);
        EXPECT_EQ(describe(reading->reports[0]), event);
        EXPECT_EQ(reading->reports[0].part, PART);
        EXPECT_EQ(reading->reports[0].provider_id, "");
    }
    const auto other = read(golden_request("fcm/ack_liked.http"));
    ASSERT_TRUE(other);
    ASSERT_EQ(other->reports.size(), 1u) << "kept with the push that it names";
    EXPECT_EQ(describe(other->reports[0]), "unknown");
    EXPECT_EQ(other->reports[0].code, "liked");
    EXPECT_EQ(other->unknown, 1u);
}

// An account that takes no acknowledgements claimed to prove delivery, and each of its steps fell back.
TEST(FcmAcknowledgement, IsWhatProvesDelivery) {
    const std::vector<facts::channel_setting> with{{.name = "ack_secret"}};
    EXPECT_TRUE(fcm().capability_of(with).proves_delivered);
    EXPECT_TRUE(fcm().capability_of(with).proves_read);
    const std::vector<facts::channel_setting> without{{.name = "project_id"}};
    EXPECT_FALSE(fcm().capability_of(without).proves_delivered);
    EXPECT_FALSE(fcm().capability_of(without).proves_read);
    EXPECT_TRUE(fcm().capability_of(without).proves_sent);
}

TEST(FcmAcknowledgement, IsRefusedWhereItsSignatureDoesNotFit) {
    const auto request = golden_request("fcm/ack_read.http");
    EXPECT_EQ(read(with_body(request, request.body + " ")).error().status, 401);
    EXPECT_EQ(read(with_field(request, "X-Kaskad-Signature", "")).error().status, 401);
    auto without = app();
    without.settings.erase("ack_secret");
    const auto refused_all = fcm().read_callback(request, without, NOW_MS);
    EXPECT_EQ(refused_all.error().status, 401);
    EXPECT_EQ(refused_all.error().why, "the account has no ack_secret: nothing can be acknowledged");
}

TEST(FcmAcknowledgement, NeedsAnAttempt) {
    // printf '{"attempt":"x","event":"read"}' | openssl dgst -sha256 -hmac 'ack secret'
    auto request = with_body(golden_request("fcm/ack_read.http"), R"({"attempt":"x","event":"read"})");
    request = with_field(request, "X-Kaskad-Signature",
                         "sha256=929fbea86333035fe38b86d8a6dae137dcd8aa06d117f20d4d87e1a2f83e63e1");
    EXPECT_EQ(read(request).error().status, 400);
}

}  // namespace kaskad::channels
