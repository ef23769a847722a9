#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using word = facts::channel_heard::word;

account service() {
    return make_account({{"service_id", "3100"}});
}

facts::channel_content login() {
    return {.template_name = "a1b2", .language = "ru", .parameters = {{"pin", "1234"}}};
}

std::string sent(const facts::send_over_channel& wanted) {
    return to_wire(viber_business().make_call(wanted, service()));
}

reply_reading answer(std::string body, int status = 200) {
    return viber_business().read_reply(make_reply(status, std::move(body)));
}

std::string answer_to(int code) {
    return describe(answer(R"({"status":)" + std::to_string(code) + R"(,"seq":123456})"));
}

callback_reading read(std::string_view path) {
    auto reading = viber_business().read_callback(golden_request(path), service(), NOW_MS);
    EXPECT_TRUE(reading) << path;
    return reading.value_or(callback_reading{});
}

int64_t sequence_of(core::message_id message, uint8_t attempt) {
    auto wanted = make_wanted({.text = "x"});
    wanted.part = {message, attempt, 1};
    return json::parse(viber_business().make_call(wanted, service())->body).at("seq").as_int64();
}

}  // namespace

TEST(ViberBusiness, SendsATemplate) {
    auto wanted = make_wanted(login());
    wanted.ttl_s = 60;
    EXPECT_EQ(sent(wanted), golden("viber_business/send_template.http"));
}

TEST(ViberBusiness, SendsATextOfMarketing) {
    auto wanted = make_wanted({.text = "Скидки"});
    wanted.klass = core::message_class::marketing;
    EXPECT_EQ(sent(wanted), golden("viber_business/send_text.http"));
}

TEST(ViberBusiness, RefusesWhatViberCannotBeGiven) {
    EXPECT_EQ(sent(make_wanted({})), "refused: there is no text for this channel: give `text`");
    EXPECT_EQ(sent(make_wanted({.text = std::string(1'001, 'x')})),
              "refused: the text has 1001 characters; this channel takes 1000");
    auto content = login();
    content.parameters.push_back({"", "1"});
    EXPECT_EQ(sent(make_wanted(content)), "refused: each value of a Viber template needs its name");
    content = login();
    content.language = "";
    EXPECT_EQ(sent(make_wanted(content)), "refused: a Viber template needs its `language`, as \"ru\"");
    EXPECT_TRUE(
        sent(make_wanted({.text = "x", .link_url = "https://a.example"})).starts_with("refused: Viber shows a button"));
    auto from = service();
    from.settings["service_id"] = "\"3100\"";
    EXPECT_FALSE(viber_business().make_call(make_wanted({.text = "x"}), from));
}

TEST(ViberBusiness, TakesALifeOfThirtySecondsToFourteenDays) {
    auto wanted = make_wanted({.text = "x"});
    for (const uint32_t ttl : {0u, 30u, 1'209'600u}) {
        wanted.ttl_s = ttl;
        EXPECT_TRUE(viber_business().make_call(wanted, service())) << ttl;
    }
    for (const uint32_t ttl : {1u, 29u, 1'209'601u}) {
        wanted.ttl_s = ttl;
        EXPECT_EQ(sent(wanted),
                  "refused: `ttl_s` is " + std::to_string(ttl) + "; this provider takes 30 to 1209600 seconds");
    }
}

// One that two attempts had would be answered ALREADY_SENT, and the second would never arrive.
TEST(ViberBusiness, GivesEachAttemptItsOwnSequence) {
    std::set<int64_t> seen;
    for (const int64_t ms : {0, 1, 86'400'000}) {
        for (const uint32_t sequence : {0u, 1u, core::SEQUENCE_MAX}) {
            for (const uint8_t attempt : std::array<uint8_t, 3>{1, 2, 40}) {
                const auto id = core::make_message_id(core::MESSAGE_EPOCH_MS + 60'000'000'000 + ms, 3, sequence);
                EXPECT_TRUE(seen.insert(sequence_of(id, attempt)).second);
                EXPECT_EQ(sequence_of(id, attempt), sequence_of(id, attempt));
            }
        }
    }
    EXPECT_GE(*seen.begin(), 0);
    EXPECT_LT(*seen.rbegin(), int64_t{1} << 53);
}

TEST(ViberBusiness, ValuesCannotBecomeMembers) {
    const std::string evil = "\",\"dest\":\"1\",\"x\":\"\n\x02\\";
    auto content = login();
    content.parameters = {{evil, evil}};
    const auto call = viber_business().make_call(make_wanted(content), service());
    ASSERT_TRUE(call);
    const auto body = json::parse(call->body);
    EXPECT_EQ(body.at("dest"), "79161234567");
    EXPECT_EQ(body.at("message").at("#template_params").at(evil).as_string(), evil);
}

TEST(ViberBusiness, TakesATokenAsAccepted) {
    const auto reading = answer(R"({"status":0,"seq":123456,"message_token":"5379697806260881548","session_id":1})");
    EXPECT_EQ(describe(reading), "accepted");
    EXPECT_EQ(reading.provider_id, "5379697806260881548");
    EXPECT_EQ(answer(R"({"status":0,"message_token":5379697806260881548})").provider_id, "5379697806260881548");
    EXPECT_EQ(answer(R"({"status":0,"message_token":15379697806260881548})").provider_id, "15379697806260881548");
}

// A repeat of what was taken has arrived once.
TEST(ViberBusiness, TakesARepeatAsAccepted) {
    EXPECT_EQ(answer_to(12), "accepted");
}

TEST(ViberBusiness, ReadsEveryCode) {
    const std::vector<std::pair<std::string_view, std::vector<int>>> rows{
        {"retry link_system_error", {1}},
        {"retry in_doubt in doubt", {7}},
        {"next suppressed", {8}},
        {"next not_on_channel", {9, 10}},
        {"next conversation_closed", {21}},
        {"next invalid_recipient", {27}},
        {"config content_rejected", {3, 28, 29, 30, 31, 32, 40, 41}},
        {"config link_misconfigured", {4, 5, 18, 20}},
        {"config template_refused", {6, 38, 39}},
        {"account link_credentials", {2, 11, 401}},
        {"account link_out_of_credit", {13, 14}},
        {"account link_disabled", {43}},
        {"config link_rejected", {15, 16, 99, 1000, -1}},
    };
    for (const auto& [expected, codes] : rows) {
        for (const int code : codes)
            EXPECT_EQ(answer_to(code), expected) << code;
    }
}

TEST(ViberBusiness, IsInDoubtWithoutAStatus) {
    EXPECT_EQ(describe(answer("{}")), "retry in_doubt in doubt");
    EXPECT_EQ(describe(answer("", 500)), "retry in_doubt in doubt");
    EXPECT_EQ(describe(answer("", 401)), "account link_credentials");
    EXPECT_EQ(describe(answer(R"({"status":0.5})")), "retry in_doubt in doubt");
}

TEST(ViberCallback, ReadsReports) {
    const std::vector<std::pair<std::string_view, std::string_view>> rows{
        {"viber_business/delivered.http", "delivered"},
        {"viber_business/seen.http", "read"},
        {"viber_business/expired.http", "expired validity_expired"}};
    for (const auto& [path, expected] : rows) {
        const auto reading = read(path);
        ASSERT_EQ(reading.reports.size(), 1u) << path;
        const auto& report = reading.reports.front();
        EXPECT_EQ(describe(report), expected);
        EXPECT_EQ(report.provider_id, "5379697806260881548");
        EXPECT_EQ(report.part, facts::part_ref{});
        EXPECT_EQ(report.done_utc, 1'700'000'000'000);
        EXPECT_EQ(report.recipient, "79161234567");
        EXPECT_EQ(report.evidence, golden_request(path).body);
        EXPECT_EQ(reading.unknown, 0u);
    }
}

TEST(ViberCallback, HearsWhoWantsNothing) {
    const auto out = read("viber_business/unsubscribed.http");
    ASSERT_EQ(out.heard.size(), 1u);
    EXPECT_EQ(out.heard[0].said, word::opted_out);
    EXPECT_EQ(out.heard[0].source, "viber unsubscribe");
    EXPECT_EQ(out.heard[0].recipient, "79161234567");
    EXPECT_TRUE(out.reports.empty());
    EXPECT_EQ(read("viber_business/subscribed.http").heard.at(0).said, word::opted_in);
    const auto stop = read("viber_business/inbound.http");
    ASSERT_EQ(stop.heard.size(), 1u);
    EXPECT_EQ(stop.heard[0].said, word::opted_out);
    EXPECT_EQ(stop.heard[0].text, "stop");
    EXPECT_EQ(stop.heard[0].provider_id, "5379697806260881549");
}

TEST(ViberCallback, CountsWhatItDoesNotKnow) {
    const auto reading = read("viber_business/unheard_of.http");
    ASSERT_EQ(reading.reports.size(), 1u) << "kept with the message that it names";
    EXPECT_EQ(describe(reading.reports[0]), "unknown");
    EXPECT_EQ(reading.reports[0].code, "9");
    EXPECT_EQ(reading.unknown, 1u);
    auto other = service();
    other.settings["service_id"] = "3101";
    const auto strange = viber_business().read_callback(golden_request("viber_business/delivered.http"), other, NOW_MS);
    ASSERT_TRUE(strange);
    EXPECT_TRUE(strange->reports.empty());
    EXPECT_EQ(strange->unknown, 1u);
}

TEST(ViberCallback, RefusesWhatIsNoJson) {
    const auto request = golden_request("viber_business/delivered.http");
    EXPECT_EQ(viber_business().read_callback(with_body(request, "[1]"), service(), NOW_MS).error().status, 400);
    EXPECT_EQ(viber_business().read_callback(with_body(request, "{"), service(), NOW_MS).error().status, 400);
}

}  // namespace kaskad::channels
