#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using word = facts::channel_heard::word;

account bot() {
    return make_account({{"bot_token", "123456:ABC-DEF_ghi"}, {"secret_token", "our_word"}});
}

std::string sent(facts::channel_content content, std::string address = "987654321") {
    auto wanted = make_wanted(std::move(content));
    wanted.address = std::move(address);
    return to_wire(telegram_bot().make_call(wanted, bot()));
}

reply_reading refused(int code, std::string_view text, std::string_view more = "") {
    const auto body = R"({"ok":false,"error_code":)" + std::to_string(code) + R"(,"description":")" +
                      std::string{text} + "\"" + std::string{more} + "}";
    return telegram_bot().read_reply(make_reply(code, body));
}

callback_reading read(std::string_view path) {
    auto reading = telegram_bot().read_callback(golden_request(path), bot(), NOW_MS);
    EXPECT_TRUE(reading) << path;
    return reading.value_or(callback_reading{});
}

}  // namespace

TEST(TelegramBot, SendsAText) {
    EXPECT_EQ(sent({.text = "<b>Заказ</b> A-17", .link_url = "https://shop.example/a17", .link_text = "Открыть"}),
              golden("telegram_bot/send.http"));
}

TEST(TelegramBot, WritesTheAddressOnAButtonWithoutWords) {
    EXPECT_TRUE(sent({.text = "x", .link_url = "https://a.example"})
                    .ends_with(R"({"text":"https://a.example","url":"https://a.example"}]]}})"));
}

TEST(TelegramBot, RefusesWhatTelegramCannotBeGiven) {
    EXPECT_EQ(sent({}), "refused: there is no text for this channel: give `text`");
    EXPECT_EQ(sent({.text = "x", .template_name = "t"}), "refused: this channel has no templates: give `text` instead");
    for (const auto* address : {"", "anna", "@anna", "1.5", "\"1\"", "1,\"text\":\"x\"", "18446744073709551615"})
        EXPECT_EQ(sent({.text = "x"}, address), "refused: a Telegram user id is a whole number") << address;
}

// The token becomes a part of the address.
TEST(TelegramBot, RefusesATokenThatIsNone) {
    auto wanted = make_wanted({.text = "x"});
    wanted.address = "1";
    for (const auto* token : {"", "1:a/../b", "1:a?x", "1:a b"}) {
        auto from = bot();
        from.settings["bot_token"] = token;
        EXPECT_FALSE(telegram_bot().make_call(wanted, from)) << token;
    }
}

TEST(TelegramBot, ATextCannotBecomeMembers) {
    const std::string evil = "\",\"chat_id\":1,\"parse_mode\":\"HTML\",\"x\":\"\n\x03";
    auto wanted = make_wanted({.text = evil});
    wanted.address = "-42";
    const auto body = json::parse(telegram_bot().make_call(wanted, bot())->body);
    EXPECT_EQ(body.at("chat_id"), -42);
    EXPECT_EQ(body.at("text").as_string(), evil);
    EXPECT_EQ(body.as_object().size(), 2u);
}

TEST(TelegramBot, HasSentWhatWasTaken) {
    const auto reading = telegram_bot().read_reply(
        make_reply(200, R"({"ok":true,"result":{"message_id":12,"date":1700000000,"chat":{"id":987654321}}})"));
    EXPECT_EQ(describe(reading), "accepted");
    EXPECT_EQ(reading.provider_id, "987654321.12");
    EXPECT_TRUE(reading.is_sent);
}

TEST(TelegramBot, ReadsEveryCode) {
    EXPECT_EQ(describe(refused(403, "Forbidden: bot was blocked by the user")), "next suppressed");
    EXPECT_EQ(describe(refused(403, "Forbidden: user is deactivated")), "next not_on_channel");
    EXPECT_EQ(describe(refused(403, "Forbidden: bot can't initiate conversation with a user")), "next not_on_channel");
    EXPECT_EQ(describe(refused(400, "Bad Request: chat not found")), "next not_on_channel");
    EXPECT_EQ(describe(refused(400, "Bad Request: can't parse entities")), "config content_rejected");
    EXPECT_EQ(describe(refused(400, "Bad Request: message is too long")), "config content_too_long");
    EXPECT_EQ(describe(refused(401, "Unauthorized")), "account link_credentials");
    EXPECT_EQ(describe(refused(404, "Not Found")), "account link_credentials");
    EXPECT_EQ(describe(refused(500, "Internal Server Error")), "retry in_doubt in doubt");
    EXPECT_EQ(describe(refused(409, "Conflict")), "config link_misconfigured");
    const auto slow = refused(429, "Too Many Requests: retry after 5", R"(,"parameters":{"retry_after":5})");
    EXPECT_EQ(describe(slow), "throttle link_throttled");
    EXPECT_EQ(slow.retry_after_ms, 5'000);
    EXPECT_EQ(slow.text, "Too Many Requests: retry after 5");
}

TEST(TelegramBot, IsInDoubtWithoutAnAnswer) {
    EXPECT_EQ(describe(telegram_bot().read_reply(make_reply(200, "{\"ok\":tr"))), "retry in_doubt in doubt");
    EXPECT_EQ(describe(telegram_bot().read_reply(make_reply(502, ""))), "retry in_doubt in doubt");
}

TEST(TelegramBotCallback, HearsWhatPeopleWrite) {
    const auto text = read("telegram_bot/text.http");
    ASSERT_EQ(text.heard.size(), 1u);
    EXPECT_EQ(text.heard[0].said, word::text);
    EXPECT_EQ(text.heard[0].text, "Где заказ?");
    EXPECT_EQ(text.heard[0].address, "987654321");
    EXPECT_EQ(text.heard[0].recipient, "");
    EXPECT_EQ(text.heard[0].provider_id, "update 10001");
    EXPECT_EQ(read("telegram_bot/button.http").heard.at(0).text, "seen");
}

// Anybody's card can be passed on: only the person's own comes with the person's own id.
TEST(TelegramBotCallback, HearsThePersonsOwnNumber) {
    auto request = golden_request("telegram_bot/text.http");
    const auto heard = [&](std::string_view contact) {
        request.body =
            R"({"update_id":10002,"message":{"from":{"id":987654321},"chat":{"id":987654321,"type":"private"},"contact":)" +
            std::string{contact} + "}}";
        return telegram_bot().read_callback(request, bot(), NOW_MS)->heard.at(0);
    };
    const auto own = heard(R"({"phone_number":"+4915123456789","first_name":"Anna","user_id":987654321})");
    EXPECT_EQ(own.recipient, "4915123456789");
    EXPECT_EQ(own.address, "987654321");
    EXPECT_EQ(own.said, word::text);
    EXPECT_EQ(heard(R"({"phone_number":"4915123456789","user_id":987654321})").recipient, "4915123456789");
    EXPECT_EQ(heard(R"({"phone_number":"4915123456789","user_id":987654322})").recipient, "") << "another person's";
    EXPECT_EQ(heard(R"({"phone_number":"4915123456789"})").recipient, "") << "a card of nobody on Telegram";
    EXPECT_EQ(heard(R"({"phone_number":"call me","user_id":987654321})").recipient, "");
}

TEST(TelegramBotCallback, HearsWhoWantsNothing) {
    EXPECT_EQ(read("telegram_bot/stop.http").heard.at(0).said, word::opted_out);
    const auto blocked = read("telegram_bot/blocked.http");
    ASSERT_EQ(blocked.heard.size(), 1u);
    EXPECT_EQ(blocked.heard[0].said, word::opted_out);
    EXPECT_EQ(blocked.heard[0].source, "telegram block");
    EXPECT_EQ(blocked.heard[0].address, "987654321");
}

TEST(TelegramBotCallback, CountsWhatItDoesNotKnow) {
    const auto group = read("telegram_bot/group.http");
    EXPECT_TRUE(group.heard.empty());
    EXPECT_EQ(group.unknown, 1u);
}

TEST(TelegramBotCallback, RefusesWhoDoesNotKnowTheWord) {
    const auto request = golden_request("telegram_bot/text.http");
    constexpr auto* FIELD = "X-Telegram-Bot-Api-Secret-Token";
    EXPECT_EQ(telegram_bot().read_callback(with_field(request, FIELD, "our_wor"), bot(), NOW_MS).error().status, 401);
    EXPECT_EQ(telegram_bot().read_callback(with_field(request, FIELD, ""), bot(), NOW_MS).error().status, 401);
    EXPECT_EQ(telegram_bot().read_callback(with_field(request, FIELD, ""), make_account({}), NOW_MS).error().status,
              401);
}

}  // namespace kaskad::channels
