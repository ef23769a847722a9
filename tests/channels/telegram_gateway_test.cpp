#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <gtest/gtest.h>

namespace kaskad::channels {

namespace {

constexpr std::string_view CALLBACK_URL = "https://sms.example/v1/channels/tg/callbacks";

account gateway() {
    return make_account({{"api_token", "AAEtoken"}, {"sender_username", "shop"}}, std::string{CALLBACK_URL});
}

std::string sent(std::string code, uint32_t ttl_s = 60) {
    auto wanted = make_wanted({.code = std::move(code)});
    wanted.ttl_s = ttl_s;
    return to_wire(telegram_gateway().make_call(wanted, gateway()));
}

reply_reading answer(std::string body, int status = 200) {
    return telegram_gateway().read_reply(make_reply(status, std::move(body)));
}

std::string answer_to(std::string_view error, int status = 200) {
    return describe(answer(R"({"ok":false,"error":")" + std::string{error} + "\"}", status));
}

callback_reading read(std::string_view path) {
    auto reading = telegram_gateway().read_callback(golden_request(path), gateway(), NOW_MS);
    EXPECT_TRUE(reading) << path;
    return reading.value_or(callback_reading{});
}

facts::revocation revoked(std::string body, int status = 200) {
    return telegram_gateway().read_revocation(make_reply(status, std::move(body))).result;
}

}  // namespace

TEST(TelegramGateway, SendsACode) {
    EXPECT_EQ(sent("482915"), golden("telegram_gateway/send.http"));
}

TEST(TelegramGateway, LeavesOutWhatIsNotSaid) {
    const auto call = telegram_gateway().make_call(make_wanted({.code = "4829"}), make_account({{"api_token", "t"}}));
    ASSERT_TRUE(call);
    EXPECT_EQ(call->body, R"({"phone_number":"+79161234567","code":"4829","payload":"265325021208576001.1"})");
}

// Codes are for digits, and nothing else can come in with them.
TEST(TelegramGateway, TakesFourToEightDigits) {
    EXPECT_FALSE(sent("4829").starts_with("refused"));
    EXPECT_FALSE(sent("48291503").starts_with("refused"));
    for (const auto* code : {"482", "482915037", "48a9", "4829 ", "\"482\"", "４８２９", "-482", "4.82"})
        EXPECT_EQ(sent(code), "refused: `code` must be 4 to 8 digits") << code;
    EXPECT_EQ(sent(""), "refused: this channel carries a code and nothing else: give `code`");
}

TEST(TelegramGateway, TakesALifeOfHalfAMinuteToAnHour) {
    EXPECT_FALSE(sent("4829", 30).starts_with("refused"));
    EXPECT_FALSE(sent("4829", 3'600).starts_with("refused"));
    EXPECT_EQ(sent("4829", 29), "refused: `ttl_s` is 29; this provider takes 30 to 3600 seconds");
    EXPECT_EQ(sent("4829", 3'601), "refused: `ttl_s` is 3601; this provider takes 30 to 3600 seconds");
}

TEST(TelegramGateway, RefusesALongCallbackAddress) {
    auto from = gateway();
    from.callback_url = "https://sms.example/" + std::string(236, 'x');
    EXPECT_TRUE(telegram_gateway().make_call(make_wanted({.code = "4829"}), from));
    from.callback_url += "x";
    EXPECT_FALSE(telegram_gateway().make_call(make_wanted({.code = "4829"}), from));
}

TEST(TelegramGateway, SendsInTheNameOfTheStep) {
    auto wanted = make_wanted({.code = "4829"});
    wanted.sender = "other\"shop";
    const auto call = telegram_gateway().make_call(wanted, gateway());
    ASSERT_TRUE(call);
    EXPECT_TRUE(call->body.contains(R"("sender_username":"other\"shop")")) << call->body;
}

TEST(TelegramGateway, TakesARequestAsAccepted) {
    const auto reading = answer(
        R"({"ok":true,"result":{"request_id":"107314","phone_number":"+79161234567","request_cost":0.01,"is_refunded":false,"remaining_balance":9.99,"delivery_status":{"status":"sent","updated_at":1700000000},"payload":"p"}})");
    EXPECT_EQ(describe(reading), "accepted");
    EXPECT_EQ(reading.provider_id, "107314");
    EXPECT_TRUE(reading.is_sent);
    EXPECT_FALSE(answer(R"({"ok":true,"result":{"request_id":"107314"}})").is_sent);
}

TEST(TelegramGateway, ReadsEveryCode) {
    const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> rows{
        {"account link_credentials", {"ACCESS_TOKEN_INVALID", "ACCESS_TOKEN_REQUIRED"}},
        {"account link_out_of_credit", {"BALANCE_NOT_ENOUGH"}},
        {"next invalid_recipient", {"PHONE_NUMBER_INVALID"}},
        {"next not_on_channel", {"PHONE_NUMBER_NOT_FOUND", "PHONE_NUMBER_NOT_AVAILABLE"}},
        {"throttle link_throttled", {"FLOOD_WAIT_17", "FLOOD_WAIT_", "FLOOD_WAIT_x"}},
        {"config content_rejected", {"CODE_INVALID"}},
        {"config link_misconfigured", {"TTL_INVALID", "PAYLOAD_INVALID", "CALLBACK_URL_INVALID"}},
        {"config invalid_sender", {"SENDER_USERNAME_INVALID"}},
        {"config sender_not_allowed", {"SENDER_NOT_VERIFIED"}},
        {"next link_rejected", {"SOMETHING_NEW"}},
    };
    for (const auto& [expected, codes] : rows) {
        for (const auto code : codes)
            EXPECT_EQ(answer_to(code), expected) << code;
    }
}

TEST(TelegramGateway, WaitsAsLongAsTheFlood) {
    const auto wait = [](std::string_view code) {
        return answer(R"({"ok":false,"error":")" + std::string{code} + "\"}").retry_after_ms;
    };
    EXPECT_EQ(wait("FLOOD_WAIT_17"), 17'000);
    EXPECT_EQ(wait("FLOOD_WAIT_-3"), 0);
    EXPECT_EQ(wait("FLOOD_WAIT_99999999"), 86'400'000);
    EXPECT_EQ(wait("FLOOD_WAIT_99999999999999999999"), 86'400'000);
}

TEST(TelegramGateway, IsInDoubtWhereTheServerFailed) {
    EXPECT_EQ(describe(answer("bad gateway", 502)), "retry in_doubt in doubt");
    EXPECT_EQ(answer_to("INTERNAL", 500), "retry in_doubt in doubt");
    EXPECT_EQ(answer_to("SOMETHING_NEW", 401), "account link_credentials");
    EXPECT_EQ(describe(answer(R"({"ok":true})")), "retry in_doubt in doubt");
}

TEST(TelegramGateway, AsksForItBack) {
    const auto call = telegram_gateway().make_revocation({.part = PART, .provider_id = "107314"}, gateway());
    ASSERT_TRUE(call);
    EXPECT_EQ(to_wire(*call), golden("telegram_gateway/revoke.http"));
    EXPECT_FALSE(telegram_gateway().make_revocation({.part = PART}, gateway()));
}

// Telegram says that the wish was taken, and reports what came of it.
TEST(TelegramGateway, KnowsAWishFromItsFulfilment) {
    using facts::revocation;
    EXPECT_EQ(revoked(R"({"ok":true,"result":true})"), revocation::asked);
    EXPECT_EQ(revoked(R"({"ok":true,"result":{"delivery_status":{"status":"revoked"}}})"), revocation::revoked);
    EXPECT_EQ(revoked(R"({"ok":true,"result":{"delivery_status":{"status":"read"}}})"), revocation::too_late);
    EXPECT_EQ(revoked(R"({"ok":false,"error":"MESSAGE_ALREADY_DELIVERED"})"), revocation::too_late);
    EXPECT_EQ(revoked(R"({"ok":false,"error":"REQUEST_ID_INVALID"})"), revocation::failed);
    EXPECT_EQ(revoked("no", 500), revocation::failed);
}

TEST(TelegramGatewayCallback, ReadsReports) {
    const std::vector<std::pair<std::string_view, std::string_view>> rows{
        {"telegram_gateway/sent.http", "sent"},
        {"telegram_gateway/delivered.http", "delivered"},
        {"telegram_gateway/read.http", "read"},
        {"telegram_gateway/expired.http", "expired validity_expired"},
        {"telegram_gateway/revoked.http", "cancelled revoked"}};
    for (const auto& [path, expected] : rows) {
        const auto reading = read(path);
        ASSERT_EQ(reading.reports.size(), 1u) << path;
        const auto& report = reading.reports.front();
        EXPECT_EQ(describe(report), expected);
        EXPECT_EQ(report.provider_id, "107314");
        EXPECT_EQ(report.part, PART);
        EXPECT_EQ(report.recipient, "79161234567");
        EXPECT_EQ(report.done_utc, 1'700'000'000'000);
        EXPECT_EQ(report.is_refunded, expected.starts_with("expired"));
    }
    EXPECT_EQ(read("telegram_gateway/unheard_of.http").unknown, 1u);
    ASSERT_EQ(read("telegram_gateway/unheard_of.http").reports.size(), 1u);
    EXPECT_EQ(read("telegram_gateway/unheard_of.http").reports.front().state, facts::attempt_state::unknown);
}

TEST(TelegramGatewayCallback, RefusesWhatItsSignatureDoesNotFit) {
    const auto request = golden_request("telegram_gateway/delivered.http");
    const auto status = [](const net::http_request& one) {
        return telegram_gateway().read_callback(one, gateway(), NOW_MS).error().status;
    };
    EXPECT_EQ(status(with_body(request, request.body + " ")), 401);
    EXPECT_EQ(status(with_field(request, "X-Request-Timestamp", "1700000002")), 401);
    EXPECT_EQ(status(with_field(request, "X-Request-Signature", "")), 401);
    const auto other = make_account({{"api_token", "another"}});
    EXPECT_EQ(telegram_gateway().read_callback(request, other, NOW_MS).error().status, 401);
    EXPECT_EQ(telegram_gateway().read_callback(request, make_account({}), NOW_MS).error().status, 401);
}

}  // namespace kaskad::channels
