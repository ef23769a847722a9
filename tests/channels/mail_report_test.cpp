#include "channels/mail_report.hpp"

#include "channels/channel_text.hpp"
#include "channels/mail_reference.hpp"
#include "tests/channels/golden.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::channels {

namespace {

using ::testing::StartsWith;

constexpr std::string_view SECRET = "0123456789abcdef0123456789abcdef";
constexpr std::string_view REFERENCE = "265325021208576001.1.5947e7302ed5298c";

std::expected<callback_reading, callback_fault> read(const std::string& mail) {
    static const auto TO = make_account({});
    return read_returned_mail(mail, {TO, SECRET});
}

std::string dsn(std::string_view name) {
    return golden(fmt::format("smtp/{}.eml", name)) + "\n";
}

// The one report, or how many things else.
std::string told(const std::string& mail) {
    const auto reading = read(mail);
    if (!reading) return "refused " + std::to_string(reading.error().status);
    if (reading->reports.size() == 1 && reading->reports[0].part == PART) return describe(reading->reports[0]);
    return fmt::format("{} reports, {} heard, {} unknown", reading->reports.size(), reading->heard.size(),
                       reading->unknown);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

// RFC 5965 appendix B.2, of a mail of ours.
std::string complaint(std::string_view type, std::string_view list_field) {
    return fmt::format(
        "From: <abusedesk@example.com>\nDate: Thu, 8 Mar 2005 17:40:36 EDT\nSubject: FW: Earn money\n"
        "To: <abuse@mail.shop.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        "report-type=feedback-report;\n     boundary=\"part1_13d.2e68ed54_boundary\"\n\n"
        "--part1_13d.2e68ed54_boundary\nContent-Type: text/plain; charset=\"US-ASCII\"\n"
        "Content-Transfer-Encoding: 7bit\n\nThis is an email abuse report.\n\n"
        "--part1_13d.2e68ed54_boundary\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: {0}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n"
        "Original-Mail-From: <bounce+{1}@mail.shop.example>\nOriginal-Rcpt-To: <user@example.com>\n\n"
        "--part1_13d.2e68ed54_boundary\nContent-Type: message/rfc822\nContent-Disposition: inline\n\n"
        "From: <news@shop.example>\nReceived: from mx.shop.example by example.com; Thu, 08 Mar 2005 14:00:00 -0400\n"
        "To: <user@example.com>\nSubject: Earn money\n{2}Message-ID: <{1}@mail.shop.example>\n\nSpam.\n"
        "--part1_13d.2e68ed54_boundary--\n",
        type, REFERENCE, list_field);
}

}  // namespace

TEST(MailReport, OfPostfixIsRead) {
    EXPECT_EQ(told(dsn("postfix_delivered")), "delivered");
    EXPECT_EQ(told(dsn("postfix_relayed")), "delivered");
    EXPECT_EQ(told(dsn("postfix_failed")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(dsn("postfix_full")), "undelivered handset_memory_full");
    EXPECT_EQ(told(dsn("postfix_delayed")), "0 reports, 0 heard, 0 unknown");
}

TEST(MailReport, OfEximIsRead) {
    EXPECT_EQ(told(dsn("exim_delivered")), "delivered");
    EXPECT_EQ(told(dsn("exim_failed")), "undelivered undeliverable");
}

TEST(MailReport, SaysWhatTheServerSaid) {
    const auto failed = read(dsn("postfix_failed"));
    ASSERT_TRUE(failed);
    ASSERT_EQ(failed->reports.size(), 1u);
    EXPECT_EQ(failed->reports[0].code, "failed 5.1.1");
    EXPECT_EQ(failed->reports[0].text, "x-unix; no such person here");
    EXPECT_THAT(failed->reports[0].evidence, StartsWith("Return-Path: <MAILER-DAEMON>"));
    EXPECT_EQ(read(dsn("postfix_relayed"))->reports.at(0).code, "relayed 2.0.0");
}

// Not every server repeats ENVID, and some give nothing back of the mail.
TEST(MailReport, IsJoinedByWhateverNamesTheAttempt) {
    const std::string reference{REFERENCE};
    const auto whole = dsn("postfix_failed");
    const auto without = [&](const char* what) { return replaced(whole, what + reference, std::string{what} + "x"); };
    EXPECT_EQ(told(without("Original-Envelope-Id: <")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(without("To: bounce+")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(without("Message-ID: <")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(replaced(whole, reference, "x")), "0 reports, 0 heard, 1 unknown");
    const auto only = [&](const char* what) {
        return replaced(replaced(whole, reference, "x"), std::string{what} + "x", what + reference);
    };
    EXPECT_EQ(told(only("Original-Envelope-Id: <")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(only("To: bounce+")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(only("Message-ID: <")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(only("Return-Path: <bounce+")), "undelivered unknown_subscriber");
}

// Anybody can write to the bounce address.
TEST(MailReport, WithoutItsProofChangesNothing) {
    EXPECT_EQ(told(replaced(dsn("postfix_delivered"), "5947e7302ed5298c", "5947e7302ed5298d")),
              "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(replaced(dsn("postfix_delivered"), "208576001.1.", "208576001.2.")),
              "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(replaced(dsn("postfix_delivered"), ".5947e7302ed5298c", "")), "0 reports, 0 heard, 1 unknown");
}

TEST(MailReport, OfAnActionOfItsOwnIsCounted) {
    EXPECT_EQ(told(replaced(dsn("postfix_delivered"), "Action: delivered", "Action: eaten")),
              "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(replaced(dsn("postfix_delivered"), "Action: delivered", "Action: EXPANDED")), "delivered");
    EXPECT_EQ(told(replaced(dsn("postfix_delivered"), "Action: delivered", "X: y")), "0 reports, 0 heard, 1 unknown");
}

TEST(MailReport, LinesMayEndEitherWay) {
    EXPECT_EQ(told(replaced(dsn("postfix_failed"), "\n", "\r\n")), "undelivered unknown_subscriber");
    EXPECT_EQ(told(replaced(dsn("exim_delivered"), "\n", "\r\n")), "delivered");
}

TEST(MailReport, ThatWasCutDoesNoHarm) {
    for (const auto* name : {"postfix_delivered", "postfix_failed", "exim_failed"}) {
        const auto whole = dsn(name);
        for (size_t size = 0; size < whole.size(); size += 13) {
            const auto reading = read(whole.substr(0, size));
            if (!reading) continue;
            EXPECT_LE(reading->reports.size(), 1u);
            EXPECT_TRUE(reading->heard.empty());
        }
    }
}

TEST(MailReport, AComplaintIsAWish) {
    const auto list = fmt::format("List-Unsubscribe: <https://gw.example/c?unsubscribe={}>, <mailto:b@shop.example>\n",
                                  seal_subscriber({PART, "79161234567"}, SECRET));
    const auto reading = read(complaint("abuse", list));
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->heard.size(), 1u);
    EXPECT_EQ(reading->heard[0].said, facts::channel_heard::word::opted_out);
    EXPECT_EQ(reading->heard[0].recipient, "79161234567");
    EXPECT_EQ(reading->heard[0].source, "complaint: abuse");
}

TEST(MailReport, AComplaintAboutAMailWithoutALinkGoesByTheAddress) {
    const auto reading = read(complaint("abuse", ""));
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->heard.size(), 1u);
    EXPECT_EQ(reading->heard[0].recipient, "");
    EXPECT_EQ(reading->heard[0].address, "user@example.com");
}

TEST(MailReport, OtherFeedbackIsCounted) {
    EXPECT_EQ(told(complaint("not-spam", "")), "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(replaced(complaint("abuse", ""), std::string{REFERENCE}, "x")), "0 reports, 0 heard, 1 unknown");
}

TEST(MailReport, ALetterMaySayThatSomebodyWantsNoMore) {
    const auto letter = [](std::string_view subject) {
        return fmt::format("From: ann@people.example\nTo: bounce@mail.shop.example\nSubject: {}\n\n", subject);
    };
    const auto sealed = seal_subscriber({PART, "79161234567"}, SECRET);
    const auto reading = read(letter("unsubscribe " + sealed));
    ASSERT_TRUE(reading);
    ASSERT_EQ(reading->heard.size(), 1u);
    EXPECT_EQ(reading->heard[0].recipient, "79161234567");
    EXPECT_EQ(told(letter("unsubscribe")), "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(letter("unsubscribe x" + sealed)), "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(letter("Out of office")), "0 reports, 0 heard, 1 unknown");
    EXPECT_EQ(told(letter("Out of office: unsubscribe " + sealed)), "0 reports, 0 heard, 1 unknown");
}

TEST(MailReport, WhatIsNoMailIsRefused) {
    EXPECT_EQ(told(""), "refused 400");
    EXPECT_EQ(told("\n\nhello"), "refused 400");
}

TEST(Mime, IsCutWhereItIsTooDeep) {
    std::string mail = "Subject: deep\nMIME-Version: 1.0\n";
    for (int i = 0; i < 200; ++i)
        mail += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n", i);
    mail += "Content-Type: text/plain\n\nbottom\n";
    const auto read_back = read_mail(mail);
    ASSERT_TRUE(read_back);
    size_t depth = 0;
    for (const auto* part = &*read_back; !part->parts.empty(); part = &part->parts.front())
        ++depth;
    EXPECT_EQ(depth, MAIL_DEPTH_MAX);
}

TEST(Mime, IsCutWhereItHasTooManyParts) {
    std::string mail = "Subject: wide\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
    for (size_t i = 0; i < MAIL_PARTS_MAX + 10; ++i)
        mail += "--b\nContent-Type: text/plain\n\nx\n";
    const auto read_back = read_mail(mail + "--b--\n");
    ASSERT_TRUE(read_back);
    EXPECT_EQ(read_back->parts.size(), MAIL_PARTS_MAX - 1);
}

}  // namespace kaskad::channels
