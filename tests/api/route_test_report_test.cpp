#include "gateway/api/route_test_report.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {

namespace {

using facts::attempt_state;

facts::route_test ended_test() {
    facts::route_test test;
    test.sender = "Kaskad";
    test.has_ended = true;
    return test;
}

facts::route_test_message sent(std::string text, std::vector<std::string> shown = {}) {
    facts::route_test_message made;
    made.text = std::move(text);
    for (auto& each : shown)
        made.received.push_back({.told_utc = 5'000, .sender = "Kaskad", .text = std::move(each)});
    return made;
}

facts::message submitted(attempt_state state) {
    facts::message message;
    auto& attempt = message.attempts.emplace_back();
    attempt.state = state;
    attempt.parts.push_back({.number = 1, .submitted_utc = 2'000});
    return message;
}

text_report report(const facts::route_test_message& of, attempt_state state = attempt_state::accepted) {
    const auto message = submitted(state);
    return report_text(ended_test(), of, &message);
}

}  // namespace

TEST(ApiRouteTestReport, TellsWhatBecameOfTheText) {
    const struct {
        std::vector<std::string> shown;
        text_verdict verdict;
        std::string difference;
    } cases[] = {
        {{}, text_verdict::missing, ""},
        {{"größer 1"}, text_verdict::exact, ""},
        {{"lost", "größer 1"}, text_verdict::exact, ""},
        {{"größ", "er 1"}, text_verdict::in_parts, "it came as 2 SMS"},
        {{"er 1", "größ"}, text_verdict::in_parts, "it came as 2 SMS"},
        {{"größ"}, text_verdict::cut, "it ends before character 5, 'e'"},
        {{"groesser 1"}, text_verdict::changed, "character 3: 'ö' became 'o'"},
        {{"größer 1 Werbung"}, text_verdict::changed, "behind its end: ' '"},
        {{"größ", "größ"}, text_verdict::cut, "it ends before character 5, 'e'"},
    };
    for (const auto& each : cases) {
        const auto made = report(sent("größer 1", each.shown));
        EXPECT_EQ(made.text, each.verdict) << each.difference;
        EXPECT_EQ(made.difference, each.difference);
    }
}

TEST(ApiRouteTestReport, SetsTheReceiptBesideThePhone) {
    const struct {
        bool has_arrived;
        attempt_state receipt;
        bool has_ended;
        receipt_verdict verdict;
    } cases[] = {
        {true, attempt_state::delivered, false, receipt_verdict::both},
        {true, attempt_state::undelivered, true, receipt_verdict::phone_only},
        {true, attempt_state::accepted, true, receipt_verdict::without_receipt},
        {false, attempt_state::delivered, true, receipt_verdict::receipt_only},
        {false, attempt_state::delivered, false, receipt_verdict::waiting},
        {false, attempt_state::undelivered, true, receipt_verdict::neither},
        {false, attempt_state::accepted, true, receipt_verdict::neither},
    };
    for (const auto& each : cases) {
        auto test = ended_test();
        test.has_ended = each.has_ended;
        const auto message = submitted(each.receipt);
        const auto text = each.has_arrived ? sent("a", {"a"}) : sent("a");
        EXPECT_EQ(report_text(test, text, &message).reality, each.verdict);
    }
}

TEST(ApiRouteTestReport, SaysWhichSenderWasShown) {
    auto of = sent("a", {"a"});
    EXPECT_TRUE(report(of).is_sender_kept);
    of.received.front().sender = "INFO";
    EXPECT_FALSE(report(of).is_sender_kept);
    EXPECT_EQ(report(of).sender_shown, "INFO");
    auto test = ended_test();
    test.sender = "491511";
    of.received.front().sender = "+491511";
    EXPECT_TRUE(report_text(test, of, nullptr).is_sender_kept);
}

TEST(ApiRouteTestReport, CountsFromTheSubmit) {
    auto of = sent("a", {"a"});
    EXPECT_EQ(report(of).heard_ms, 3'000);
    EXPECT_FALSE(report(of).phone_ms.has_value());
    of.received.front().received_utc = 2'700;
    EXPECT_EQ(report(of).phone_ms, 700);
    of.sent_utc = 4'000;  // where the message itself cannot be read any more
    EXPECT_EQ(report_text(ended_test(), of, nullptr).heard_ms, 1'000);
    EXPECT_FALSE(report(sent("a")).heard_ms.has_value());
}

}  // namespace kaskad::gateway::api
