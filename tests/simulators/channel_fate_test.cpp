#include "gateway/simulators/channel_fate.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace kaskad::gateway::simulators {
namespace {

constexpr int64_t DELAY_MS = 1'000;
constexpr int64_t LATE_MS = 70'000;

std::string describe(const channel_fate& fate) {
    if (fate.verdict != channel_verdict::accepted) return std::string{to_string(fate.verdict)};
    std::string text = fate.is_answer_lost ? "lost" : fate.is_callback_first ? "first" : "";
    for (const auto& step : fate.steps) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", step.after_ms / DELAY_MS, to_string(step.event));
        if (!step.text.empty()) text += " " + step.text;
        if (step.count > 1) text += fmt::format(" x{}", step.count);
        if (step.is_forged) text += " forged";
    }
    return text;
}

std::string fate_of(provider who, uint32_t digits, uint32_t earlier = 0) {
    const auto address = fmt::format("791612345{:02}", digits);
    if (find_outcome(who, address) == nullptr) return "-";
    return describe(decide_channel_fate({.delay_ms = DELAY_MS, .late_ms = LATE_MS}, who, address, earlier, 1));
}

using fates = std::array<std::string_view, OUTCOME_LAST + 1>;

void expect_fates(provider who, const fates& expected) {
    for (uint32_t digits = 0; digits <= OUTCOME_LAST; ++digits)
        EXPECT_EQ(fate_of(who, digits), expected[digits]) << to_string(who) << " " << digits;
}

// "-": the outcome does not exist there, and the address is like any other.
TEST(ChannelFate, OfWhatsApp) {
    expect_fates(provider::whatsapp, {"1 sent, 2 delivered, 3 read",
                                      "1 sent, 2 delivered",
                                      "1 sent, 2 read",
                                      "1 sent",
                                      "1 sent, 2 failed, 3 delivered",
                                      "1 sent, 2 delivered, 3 failed",
                                      "1 sent, 2 delivered, 3 delivered, 4 delivered",
                                      "1 read, 2 delivered, 3 sent",
                                      "first, 0 delivered",
                                      "lost, 1 sent, 2 delivered",
                                      "unreachable",
                                      "1 sent, 2 failed",
                                      "1 sent, 2 opted_out",
                                      "throttled",
                                      "suspended",
                                      "broken",
                                      "",
                                      "1 sent, 70 delivered",
                                      "1 sent, 2 delivered, 3 reply STOP",
                                      "1 sent, 2 delivered, 3 reply 1",
                                      "template_refused",
                                      "1 sent forged, 2 delivered forged",
                                      "1 sent, 2 unknown, 3 delivered",
                                      "1 sent, 2 delivered x50",
                                      "-",
                                      "-",
                                      "-",
                                      "-"});
}

// Viber does not tell that a message was sent.
TEST(ChannelFate, OfViber) {
    expect_fates(provider::viber, {"2 delivered, 3 read",
                                   "2 delivered",
                                   "2 read",
                                   "2 expired",
                                   "2 expired, 3 delivered",
                                   "2 delivered, 3 expired",
                                   "2 delivered, 3 delivered, 4 delivered",
                                   "1 read, 2 delivered",
                                   "first, 0 delivered",
                                   "lost, 2 delivered",
                                   "unreachable",
                                   "-",
                                   "opted_out",
                                   "-",
                                   "suspended",
                                   "broken",
                                   "",
                                   "70 delivered",
                                   "2 delivered, 3 reply STOP",
                                   "2 delivered, 3 reply 1",
                                   "template_refused",
                                   "2 delivered forged",
                                   "2 unknown, 3 delivered",
                                   "-",
                                   "-",
                                   "-",
                                   "-",
                                   "-"});
}

TEST(ChannelFate, OfTelegramGateway) {
    expect_fates(provider::telegram_gateway, {"1 sent, 2 delivered, 3 read",
                                              "1 sent, 2 delivered",
                                              "1 sent, 2 read",
                                              "1 sent, 2 expired",
                                              "1 sent, 2 expired, 3 delivered",
                                              "1 sent, 2 delivered, 3 expired",
                                              "1 sent, 2 delivered, 3 delivered, 4 delivered",
                                              "1 read, 2 delivered, 3 sent",
                                              "first, 0 delivered",
                                              "lost, 1 sent, 2 delivered",
                                              "unreachable",
                                              "-",
                                              "-",
                                              "throttled",
                                              "suspended",
                                              "broken",
                                              "",
                                              "1 sent, 70 delivered",
                                              "-",
                                              "-",
                                              "-",
                                              "1 sent forged, 2 delivered forged",
                                              "1 sent, 2 unknown, 3 delivered",
                                              "-",
                                              "1 sent",
                                              "1 sent, 70 delivered",
                                              "-",
                                              "-"});
}

// A bot hears what people write, and nothing of delivery.
TEST(ChannelFate, OfTelegramBot) {
    expect_fates(provider::telegram_bot, {"-",
                                          "-",
                                          "-",
                                          "-",
                                          "-",
                                          "-",
                                          "-",
                                          "-",
                                          "-",
                                          "lost",
                                          "unreachable",
                                          "-",
                                          "opted_out",
                                          "throttled",
                                          "suspended",
                                          "broken",
                                          "",
                                          "-",
                                          "3 reply STOP",
                                          "3 reply 1",
                                          "template_refused",
                                          "1 reply 1 forged",
                                          "2 unknown",
                                          "-",
                                          "",
                                          "",
                                          "-",
                                          "-"});
}

// What is told of a push is told by the app.
TEST(ChannelFate, OfPush) {
    expect_fates(provider::fcm, {"2 delivered, 3 read",
                                 "2 delivered",
                                 "2 read",
                                 "-",
                                 "-",
                                 "-",
                                 "2 delivered, 3 delivered, 4 delivered",
                                 "1 read, 2 delivered",
                                 "first, 0 delivered",
                                 "lost, 2 delivered",
                                 "unreachable",
                                 "-",
                                 "-",
                                 "throttled",
                                 "suspended",
                                 "broken",
                                 "",
                                 "70 delivered",
                                 "-",
                                 "-",
                                 "template_refused",
                                 "2 delivered forged",
                                 "2 unknown, 3 delivered",
                                 "-",
                                 "-",
                                 "-",
                                 "-",
                                 "-"});
}

// Twilio says of every call that was answered that it is over.
TEST(ChannelFate, OfTwilio) {
    expect_fates(provider::twilio, {"1 sent, 2 delivered, 3 read",
                                    "1 sent, 2 delivered, 3 ended",
                                    "1 sent, 2 read",
                                    "1 sent, 2 expired",
                                    "-",
                                    "-",
                                    "1 sent, 2 delivered, 3 delivered, 4 delivered, 5 ended",
                                    "1 read, 2 delivered, 3 sent",
                                    "first, 0 delivered, 1 ended",
                                    "lost, 1 sent, 2 delivered, 3 ended",
                                    "unreachable",
                                    "1 sent, 2 failed",
                                    "1 busy",
                                    "throttled",
                                    "suspended",
                                    "broken",
                                    "",
                                    "1 sent, 70 delivered, 71 ended",
                                    "-",
                                    "-",
                                    "-",
                                    "1 sent forged, 2 delivered forged, 3 ended forged",
                                    "1 sent, 2 unknown, 3 delivered, 4 ended",
                                    "-",
                                    "1 sent",
                                    "1 sent, 70 delivered, 71 ended",
                                    "1 sent, 2 machine",
                                    "1 sent, 2 delivered, 3 key 1, 4 ended"});
}

// The contract of our own says it with the answer, and takes nothing back.
TEST(ChannelFate, OfVoice) {
    expect_fates(provider::voice, {"1 sent, 2 delivered, 3 read",
                                   "1 sent, 2 delivered",
                                   "1 sent, 2 read",
                                   "1 sent, 2 expired",
                                   "-",
                                   "-",
                                   "1 sent, 2 delivered, 3 delivered, 4 delivered",
                                   "1 read, 2 delivered, 3 sent",
                                   "first, 0 delivered",
                                   "lost, 1 sent, 2 delivered",
                                   "unreachable",
                                   "1 sent, 2 failed",
                                   "1 busy",
                                   "throttled",
                                   "suspended",
                                   "broken",
                                   "",
                                   "1 sent, 70 delivered",
                                   "-",
                                   "-",
                                   "-",
                                   "1 sent forged, 2 delivered forged",
                                   "1 sent, 2 unknown, 3 delivered",
                                   "-",
                                   "-",
                                   "-",
                                   "1 sent, 2 machine",
                                   "1 sent, 2 delivered, 3 key 1"});
}

// A report tells neither that a mail was sent nor that it was read.
TEST(ChannelFate, OfEmail) {
    expect_fates(provider::email, {"2 delivered",
                                   "2 delivered",
                                   "",
                                   "2 expired",
                                   "-",
                                   "-",
                                   "2 delivered, 3 delivered, 4 delivered",
                                   "2 delivered",
                                   "first, 0 delivered",
                                   "lost, 2 delivered",
                                   "unreachable",
                                   "2 failed",
                                   "2 delivered, 3 opted_out",
                                   "throttled",
                                   "suspended",
                                   "broken",
                                   "",
                                   "70 delivered",
                                   "-",
                                   "-",
                                   "-",
                                   "2 delivered forged",
                                   "2 unknown, 3 delivered",
                                   "-",
                                   "-",
                                   "-",
                                   "-",
                                   "-"});
}

TEST(ChannelFate, OfWebhook) {
    expect_fates(provider::webhook, {"1 sent, 2 delivered, 3 read",
                                     "1 sent, 2 delivered",
                                     "1 sent, 2 read",
                                     "1 sent, 2 expired",
                                     "1 sent, 2 expired, 3 delivered",
                                     "1 sent, 2 delivered, 3 expired",
                                     "1 sent, 2 delivered, 3 delivered, 4 delivered",
                                     "1 read, 2 delivered, 3 sent",
                                     "first, 0 delivered",
                                     "lost, 1 sent, 2 delivered",
                                     "unreachable",
                                     "1 sent, 2 failed",
                                     "opted_out",
                                     "throttled",
                                     "suspended",
                                     "broken",
                                     "",
                                     "1 sent, 70 delivered",
                                     "1 sent, 2 delivered, 3 reply STOP",
                                     "1 sent, 2 delivered, 3 reply 1",
                                     "template_refused",
                                     "1 sent forged, 2 delivered forged",
                                     "1 sent, 2 unknown, 3 delivered",
                                     "1 sent, 2 delivered x50",
                                     "-",
                                     "-",
                                     "-",
                                     "-"});
}

TEST(ChannelFate, RefusesSoOftenAndThenAccepts) {
    EXPECT_EQ(fate_of(provider::whatsapp, 13, 0), "throttled");
    EXPECT_EQ(fate_of(provider::whatsapp, 13, 1), "1 sent, 2 delivered");
    EXPECT_EQ(fate_of(provider::whatsapp, 15, 1), "broken");
    EXPECT_EQ(fate_of(provider::whatsapp, 15, 2), "1 sent, 2 delivered");
    EXPECT_EQ(fate_of(provider::whatsapp, 14, 99), "suspended") << "for ever";
}

TEST(ChannelFate, OfAddressesLikeAnyOtherIsDrawnFromTheSeed) {
    size_t delivered = 0;
    size_t read = 0;
    for (uint64_t ordinal = 1; ordinal <= 10'000; ++ordinal) {
        const auto fate = decide_channel_fate({}, provider::whatsapp, "79161234599", 0, ordinal);
        EXPECT_EQ(fate.steps, decide_channel_fate({}, provider::whatsapp, "79161234599", 0, ordinal).steps);
        delivered += fate.steps.size() > 1 ? 1 : 0;
        read += fate.steps.size() > 2 ? 1 : 0;
    }
    // 95 % of 10,000, and 60 % of those; four standard deviations are 87 and 196.
    EXPECT_NEAR(static_cast<double>(delivered), 9'500, 87);
    EXPECT_NEAR(static_cast<double>(read), 5'700, 196);
}

TEST(ChannelFate, LeavesDigitsAloneWhereToldTo) {
    const auto fate = decide_channel_fate({.script = false, .delivered = 0}, provider::viber, "79161234510", 0, 1);
    EXPECT_EQ(describe(fate), "");
    EXPECT_EQ(find_outcome(provider::viber, "7"), nullptr);
    EXPECT_EQ(find_outcome(provider::fcm, "token-1a"), nullptr);
    EXPECT_NE(find_outcome(provider::fcm, "token-10"), nullptr);
}

TEST(ChannelFate, EveryOutcomeIsExplained) {
    const auto text = describe_outcomes();
    for (uint32_t digits = 0; digits <= OUTCOME_LAST; ++digits)
        EXPECT_TRUE(text.contains(fmt::format("\n  {:02}  ", digits))) << digits;
    EXPECT_TRUE(text.contains("12  the line is busy (twilio, voice)\n")) << text;
}

}  // namespace
}  // namespace kaskad::gateway::simulators
