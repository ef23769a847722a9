#include "channels/providers.hpp"
#include "channels/whatsapp_code.hpp"
#include "net/digest.hpp"
#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using word = facts::channel_heard::word;

account number() {
    return make_account({{"phone_number_id", "106540352242922"},
                         {"access_token", "EAAJtoken"},
                         {"app_secret", "app secret"},
                         {"verify_token", "our word"}});
}

std::string sent(facts::channel_content content) {
    return to_wire(whatsapp_cloud().make_call(make_wanted(std::move(content)), number()));
}

facts::channel_content order_out() {
    return {.template_name = "order_out", .language = "ru", .parameters = {{"", "Анна"}, {"", "A-17"}}};
}

std::string answer_to(int status, std::string body) {
    return describe(whatsapp_cloud().read_reply(make_reply(status, std::move(body))));
}

std::string answer_to_code(int code, int status = 400) {
    return answer_to(status, R"({"error":{"message":"m","code":)" + std::to_string(code) + "}}");
}

auto read(const net::http_request& request) {
    return whatsapp_cloud().read_callback(request, number(), NOW_MS);
}

}  // namespace

TEST(WhatsappCloud, SendsATemplate) {
    EXPECT_EQ(sent(order_out()), golden("whatsapp_cloud/send_template.http"));
}

TEST(WhatsappCloud, SendsATemplateWithNamedValues) {
    auto content = order_out();
    content.parameters = {{"name", "Анна"}};
    EXPECT_EQ(sent(content), golden("whatsapp_cloud/send_named.http"));
}

TEST(WhatsappCloud, SendsACodeInTextAndButton) {
    EXPECT_EQ(sent({.template_name = "login", .language = "ru", .code = "482915"}),
              golden("whatsapp_cloud/send_code.http"));
}

TEST(WhatsappCloud, SendsAText) {
    EXPECT_EQ(sent({.text = "Заказ A-17 в пути"}), golden("whatsapp_cloud/send_text.http"));
}

TEST(WhatsappCloud, SendsToThePersonByWhatsappsOwnNumber) {
    auto wanted = make_wanted({.text = "x"});
    const auto to = [&] { return json::parse(whatsapp_cloud().make_call(wanted, number())->body).at("to"); };
    EXPECT_EQ(to(), "79161234567");
    wanted.address = "7916123456";
    EXPECT_EQ(to(), "7916123456");
    wanted.address = "anna";
    EXPECT_EQ(to(), "79161234567") << "that is no number";
}

TEST(WhatsappCloud, RefusesWhatMetaCannotBeGiven) {
    EXPECT_EQ(sent({}), "refused: there is no text for this channel: give `text`");
    EXPECT_EQ(sent({.template_name = "login"}), "refused: a WhatsApp template needs its `language`, as \"ru\"");
    EXPECT_EQ(sent({.text = std::string(4'097, 'x')}),
              "refused: the text has 4097 characters; this channel takes 4096");
    auto mixed = order_out();
    mixed.parameters = {{"name", "Анна"}, {"", "A-17"}};
    EXPECT_EQ(sent(mixed), "refused: either all values of a WhatsApp template have names, or none has");
    EXPECT_EQ(sent({.text = "x", .link_url = "https://a.example"}),
              "refused: a WhatsApp button is part of its template: leave `link_url` out");
}

// The id becomes a part of the address.
TEST(WhatsappCloud, RefusesANumberIdThatIsNone) {
    auto from = number();
    from.settings["phone_number_id"] = "1/../2";
    EXPECT_FALSE(whatsapp_cloud().make_call(make_wanted({.text = "x"}), from));
}

// A value of a template is data: it ends where it ends, whatever stands in it.
TEST(WhatsappCloud, ValuesCannotBecomeMembers) {
    const std::string evil = "\"},\"to\":\"1\"}]\\\"\n\r\t\x01\x1F </Say><Dial>";
    auto content = order_out();
    content.parameters = {{"", evil}};
    const auto call = whatsapp_cloud().make_call(make_wanted(content), number());
    ASSERT_TRUE(call);
    const auto body = json::parse(call->body);
    EXPECT_EQ(body.at("to"), "79161234567");
    EXPECT_EQ(body.as_object().size(), 6u);
    EXPECT_EQ(body.at_pointer("/template/components/0/parameters/0/text").as_string(), evil);
    EXPECT_TRUE(std::ranges::none_of(call->body, [](unsigned char c) { return c < 0x20; }));
}

TEST(WhatsappCloud, TakesAnIdAsAccepted) {
    const auto reading = whatsapp_cloud().read_reply(make_reply(
        200,
        R"({"messaging_product":"whatsapp","contacts":[{"input":"7","wa_id":"7"}],"messages":[{"id":"wamid.HBg1","message_status":"accepted"}]})"));
    EXPECT_EQ(describe(reading), "accepted");
    EXPECT_EQ(reading.provider_id, "wamid.HBg1");
    EXPECT_FALSE(reading.is_sent);
    EXPECT_EQ(answer_to(200, R"({"messages":[{"id":"w","message_status":"held_for_quality_assessment"}]})"),
              "accepted");
    EXPECT_EQ(answer_to(200, R"({"messages":[{"id":"w","message_status":"paused"}]})"), "config template_refused");
}

TEST(WhatsappCloud, ReadsEveryCode) {
    struct row {
        std::string_view expected;
        std::vector<int> codes;
    };
    const std::vector<row> rows{
        {"next not_on_channel", {131026}},
        {"next recipient_flooded", {131049}},
        {"next link_rejected", {130472, 137000}},
        {"next suppressed", {131050}},
        {"next conversation_closed", {131047}},
        {"next network_not_covered", {130497}},
        {"next invalid_recipient", {131021}},
        {"config template_refused", {132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 131008, 131009}},
        {"config content_rejected", {131051, 131053}},
        {"config link_misconfigured", {131030}},
        {"throttle link_throttled", {130429, 80007, 4, 131048}},
        {"throttle recipient_flooded", {131056}},
        {"retry link_system_error", {131000, 131016, 2, 1, 135000}},
        {"retry link_in_maintenance", {131057}},
        {"account link_credentials", {0, 3, 10, 190, 200, 250, 299, 131005}},
        {"account link_disabled", {368, 131031}},
        {"account link_out_of_credit", {131042, 131044}},
        {"account link_misconfigured", {131045, 131037}},
        {"account link_quota_used", {131064}},
    };
    size_t seen = 0;
    for (const auto& row : rows) {
        for (const int code : row.codes) {
            EXPECT_EQ(answer_to_code(code), row.expected) << code;
            if (code < 200 || code > 299) ++seen;
        }
    }
    EXPECT_EQ(seen, whatsapp_codes().size());
}

TEST(WhatsappCloud, IsCarefulWithUnknownCodes) {
    EXPECT_EQ(answer_to_code(139999), "config link_rejected");
    EXPECT_EQ(answer_to_code(139999, 500), "retry in_doubt in doubt");
    EXPECT_EQ(answer_to_code(300), "config link_rejected");
    EXPECT_EQ(answer_to_code(199), "config link_rejected");
}

// Meta knows no repeat of a send.
TEST(WhatsappCloud, IsInDoubtWithoutAnAnswerThatSaysSo) {
    EXPECT_EQ(answer_to(500, "Internal error"), "retry in_doubt in doubt");
    EXPECT_EQ(answer_to(200, "{}"), "retry in_doubt in doubt");
    EXPECT_EQ(answer_to(200, "<html>"), "retry in_doubt in doubt");
}

TEST(WhatsappCloud, WaitsBeforeThePairAgain) {
    const auto wait = [](int code) {
        const auto body = R"({"error":{"code":)" + std::to_string(code) + "}}";
        return whatsapp_cloud().read_reply(make_reply(400, body)).retry_after_ms;
    };
    EXPECT_EQ(wait(131056), 6'000);
    EXPECT_EQ(wait(131048), 3'600'000);
    EXPECT_EQ(wait(130429), 0);
}

TEST(WhatsappCallback, AnswersMetasQuestion) {
    const auto request = golden_request("whatsapp_cloud/question.http");
    const auto reading = read(request);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->answer.status, 200);
    EXPECT_EQ(reading->answer.body, "1158201444");
    EXPECT_EQ(reading->answer.content_type, "text/plain");
    auto wrong = request;
    wrong.target = "/v1/channels/wa/callbacks?hub.mode=subscribe&hub.challenge=1&hub.verify_token=other";
    EXPECT_EQ(read(wrong).error().status, 401);
    auto unset = number();
    unset.settings["verify_token"] = "";
    wrong.target = "/v1/channels/wa/callbacks?hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
    EXPECT_EQ(whatsapp_cloud().read_callback(wrong, unset, NOW_MS).error().status, 401);
}

TEST(WhatsappCallback, ReadsManyStatusesAtOnce) {
    const auto reading = read(golden_request("whatsapp_cloud/statuses.http"));
    ASSERT_TRUE(reading) << reading.error().why;
    std::vector<std::string> states;
    for (const auto& report : reading->reports)
        states.push_back(describe(report));
    EXPECT_EQ(states, (std::vector<std::string>{"sent", "delivered", "read", "undelivered not_on_channel",
                                                "undelivered suppressed", "unknown", "read"}));
    EXPECT_EQ(reading->reports[5].code, "warmed");
    EXPECT_EQ(reading->reports[5].provider_id, "wamid.HBg1");
    EXPECT_EQ(reading->unknown, 1u);
    const auto& first = reading->reports.front();
    EXPECT_EQ(first.account, core::link_id{7});
    EXPECT_EQ(first.provider_id, "wamid.HBg1");
    EXPECT_EQ(first.part, PART);
    EXPECT_EQ(first.done_utc, 1'698'266'945'000);
    EXPECT_EQ(first.recipient, "79161234567");
    EXPECT_EQ(first.evidence, golden_request("whatsapp_cloud/statuses.http").body.substr(0, 4'096));
    EXPECT_EQ(reading->reports[3].code, "131026");
    EXPECT_EQ(reading->reports[3].text, "Message undeliverable");
    EXPECT_EQ(reading->answer.status, 200);
}

// 131050 stands in a report on a message: whoever stopped marketing did not answer, and may want the next step.
TEST(WhatsappCallback, TakesStoppedMarketingForNoAnswer) {
    const auto reading = read(golden_request("whatsapp_cloud/statuses.http"));
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->reports.at(4).code, "131050");
    EXPECT_TRUE(reading->heard.empty());
}

TEST(WhatsappCallback, HearsWhatPeopleWrite) {
    const auto reading = read(golden_request("whatsapp_cloud/inbound.http"));
    ASSERT_TRUE(reading) << reading.error().why;
    ASSERT_EQ(reading->heard.size(), 4u);
    EXPECT_EQ(reading->heard[0].text, "Где заказ?");
    EXPECT_EQ(reading->heard[0].said, word::text);
    EXPECT_EQ(reading->heard[0].provider_id, "wamid.IN1");
    EXPECT_EQ(reading->heard[1].said, word::opted_out);
    EXPECT_EQ(reading->heard[1].source, "СТОП");
    EXPECT_EQ(reading->heard[2].text, "Yes");
    EXPECT_EQ(reading->heard[3].text, "");
    EXPECT_EQ(reading->unknown, 1u);
}

// Of a callback about many, each keeps what was said of it and not of its neighbours.
TEST(WhatsappCallback, OfALongOneEachReportKeepsItsOwnWords) {
    std::string statuses;
    for (int number = 0; number < 100; ++number)
        statuses += fmt::format(R"({}{{"id":"wamid.{}","status":"sent","pad":"{}"}})", number == 0 ? "" : ",", number,
                                std::string(50, 'x'));
    const auto body = R"({"entry":[{"changes":[{"field":"messages","value":{"statuses":[)" + statuses + "]}}]}]}";
    ASSERT_GT(body.size(), 4'096u);
    auto request = with_body(golden_request("whatsapp_cloud/statuses.http"), body);
    request = with_field(request, "X-Hub-Signature-256",
                         "sha256=" + net::to_hex(net::as_octets(net::hmac_sha256_signer{"app secret"}.sign({body}))));
    const auto reading = read(request);
    ASSERT_TRUE(reading) << reading.error().why;
    ASSERT_EQ(reading->reports.size(), 100u);
    EXPECT_EQ(reading->reports[99].evidence,
              R"({"id":"wamid.99","status":"sent","pad":")" + std::string(50, 'x') + "\"}");
}

TEST(WhatsappCallback, RefusesWhatItsSignatureDoesNotFit) {
    const auto request = golden_request("whatsapp_cloud/statuses.http");
    const auto signature = std::string{*request.header("X-Hub-Signature-256")};
    EXPECT_EQ(read(with_body(request, request.body + " ")).error().status, 401);
    EXPECT_EQ(read(with_field(request, "X-Hub-Signature-256", "")).error().status, 401);
    EXPECT_EQ(read(with_field(request, "X-Hub-Signature-256", signature.substr(7))).error().status, 401);
    EXPECT_EQ(read(with_field(request, "X-Hub-Signature-256", "sha256=")).error().status, 401);
    EXPECT_EQ(read(with_field(request, "X-Hub-Signature-256", signature.substr(0, 69))).error().status, 401);
    auto other = number();
    other.settings["app_secret"] = "another";
    EXPECT_EQ(whatsapp_cloud().read_callback(request, other, NOW_MS).error().status, 401);
}

// An account without its secret must not be open to everybody: HMAC takes an empty key too.
TEST(WhatsappCallback, RefusesAllWithoutASecret) {
    auto open = number();
    open.settings.erase("app_secret");
    auto request = golden_request("whatsapp_cloud/statuses.http");
    // printf '{"entry":[]}' | openssl dgst -sha256 -hmac ''
    request = with_field(with_body(request, R"({"entry":[]})"), "X-Hub-Signature-256",
                         "sha256=623d5a9cc401cc81c818b37ef6fe9311faedcf4307c5e7511b6d3bb2304f9a78");
    EXPECT_EQ(whatsapp_cloud().read_callback(request, open, NOW_MS).error().status, 401);
}

// An app may have several numbers, and one address.
TEST(WhatsappCallback, CountsWhatIsAboutAnotherNumber) {
    auto other = number();
    other.settings["phone_number_id"] = "1";
    const auto reading = whatsapp_cloud().read_callback(golden_request("whatsapp_cloud/statuses.http"), other, NOW_MS);
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->reports.empty());
    EXPECT_EQ(reading->unknown, 1u);
}

}  // namespace kaskad::channels
