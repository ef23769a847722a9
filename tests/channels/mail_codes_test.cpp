#include "channels/mail_codes.hpp"

#include "tests/channels/golden.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaskad::channels {

namespace {

using net::mail_stage;

std::string meaning(mail_stage stage, int code, std::string text) {
    return describe(read_mail_answer({.stage = stage, .code = code, .text = std::move(text)}));
}

std::string why(std::string_view status) {
    return std::string{core::to_string(reason_of_status(status))};
}

}  // namespace

TEST(MailCodes, EnhancedOnesStandBehindTheThreeDigits) {
    EXPECT_EQ(enhanced_code("5.1.1 nobody"), "5.1.1");
    EXPECT_EQ(enhanced_code("4.7.650 slow down"), "4.7.650");
    EXPECT_EQ(enhanced_code("2.0.0"), "2.0.0");
    for (const auto* none : {"", "5", "5.1", "5.1.", "5..1", "5.1.1111", "3.1.1", "6.1.1", "5.1.1x", "5.1.1.1",
                             "nobody", " 5.1.1", "5.a.1"})
        EXPECT_EQ(enhanced_code(none), "") << none;
}

TEST(MailCodes, OfReportsAreReasons) {
    EXPECT_EQ(why("5.1.1"), "unknown_subscriber");
    EXPECT_EQ(why("5.1.2"), "unknown_subscriber");
    EXPECT_EQ(why("5.1.10"), "unknown_subscriber");
    EXPECT_EQ(why("5.2.1"), "not_on_channel");
    EXPECT_EQ(why("5.2.2"), "handset_memory_full");
    EXPECT_EQ(why("4.4.7"), "validity_expired");
    EXPECT_EQ(why("5.4.7"), "validity_expired");
    EXPECT_EQ(why("4.4.1"), "network_timeout");
    EXPECT_EQ(why("5.4.4"), "network_failure");
    EXPECT_EQ(why("5.3.4"), "content_too_long");
    EXPECT_EQ(why("5.6.1"), "content_rejected");
    EXPECT_EQ(why("5.7.1"), "rejected_by_network");
    EXPECT_EQ(why("5.7.26"), "sender_not_allowed");
    EXPECT_EQ(why("5.1.8"), "invalid_sender");
    // What no table knows says nothing of the person, whose address stays.
    EXPECT_EQ(why("5.1.99"), "undeliverable");
    EXPECT_EQ(why("5.0.0"), "undeliverable");
    EXPECT_EQ(why(""), "undeliverable");
    EXPECT_EQ(why("failed"), "undeliverable");
}

TEST(MailCodes, TakenIsSent) {
    const auto taken = read_mail_answer({mail_stage::content, 250, "2.0.0 Ok: queued as CBCC7A7827D"});
    EXPECT_EQ(describe(taken), "accepted");
    EXPECT_TRUE(taken.is_sent);
    EXPECT_EQ(taken.code, "250 2.0.0");
    EXPECT_EQ(taken.text, "2.0.0 Ok: queued as CBCC7A7827D");
}

TEST(MailCodes, OfTheRecipientAreAboutThePerson) {
    EXPECT_EQ(meaning(mail_stage::recipient, 550, "5.1.1 nobody"), "next unknown_subscriber");
    EXPECT_EQ(meaning(mail_stage::recipient, 550, "5.1.2 no such domain"), "next unknown_subscriber");
    EXPECT_EQ(meaning(mail_stage::recipient, 550, "5.2.1 closed"), "next not_on_channel");
    EXPECT_EQ(meaning(mail_stage::recipient, 552, "5.2.2 full"), "next handset_memory_full");
    EXPECT_EQ(meaning(mail_stage::recipient, 554, "5.7.1 no"), "next rejected_by_network");
    // RFC 5321 §4.2.3: 550 alone may be a rule as well.
    EXPECT_EQ(meaning(mail_stage::recipient, 550, "no such person"), "next undeliverable");
    EXPECT_EQ(meaning(mail_stage::recipient, 555, "5.5.4 what is NOTIFY?"), "config link_misconfigured");
    EXPECT_EQ(meaning(mail_stage::recipient, 530, "5.7.0 log in"), "account link_credentials");
}

TEST(MailCodes, BeforeItAreAboutUs) {
    EXPECT_EQ(meaning(mail_stage::connect, 554, "5.3.2 no service"), "account link_rejected");
    EXPECT_EQ(meaning(mail_stage::hello, 550, "blocked"), "account link_rejected");
    EXPECT_EQ(meaning(mail_stage::login, 535, "5.7.8 wrong"), "account link_credentials");
    EXPECT_EQ(meaning(mail_stage::sender, 550, "5.7.1 not yours"), "account sender_not_allowed");
    EXPECT_EQ(meaning(mail_stage::sender, 550, "5.7.26 no DKIM"), "account sender_not_allowed");
    EXPECT_EQ(meaning(mail_stage::sender, 530, "5.7.0 log in"), "account link_credentials");
    EXPECT_EQ(meaning(mail_stage::sender, 550, "5.1.8 no such domain"), "config invalid_sender");
    EXPECT_EQ(meaning(mail_stage::sender, 552, "5.3.4 too large"), "config content_too_long");
    EXPECT_EQ(meaning(mail_stage::sender, 555, "5.5.4 what is RET?"), "config link_misconfigured");
    EXPECT_EQ(meaning(mail_stage::sender, 501, "syntax"), "config link_misconfigured");
}

TEST(MailCodes, OfTheContentAreForAPersonToLookAt) {
    EXPECT_EQ(meaning(mail_stage::content, 554, "5.7.1 spam"), "config content_rejected");
    EXPECT_EQ(meaning(mail_stage::content, 554, "no"), "config content_rejected");
    EXPECT_EQ(meaning(mail_stage::content, 552, "5.3.4 too large"), "config content_too_long");
    EXPECT_EQ(meaning(mail_stage::content, 550, "5.7.26 DMARC"), "config sender_not_allowed");
    EXPECT_EQ(meaning(mail_stage::content, 550, "5.1.1 nobody after all"), "next unknown_subscriber");
}

TEST(MailCodes, WhatPassesIsTriedAgain) {
    EXPECT_EQ(meaning(mail_stage::recipient, 451, "4.7.1 Greylisted"), "retry link_system_error");
    EXPECT_EQ(meaning(mail_stage::recipient, 450, "4.2.0 busy"), "retry link_system_error");
    EXPECT_EQ(meaning(mail_stage::content, 452, "4.3.1 full"), "retry link_system_error");
    EXPECT_EQ(meaning(mail_stage::content, 421, "4.3.2 closing"), "retry link_system_error");
    EXPECT_EQ(meaning(mail_stage::login, 454, "4.7.0 later"), "retry link_system_error");
    EXPECT_EQ(meaning(mail_stage::connect, 421, "4.7.0 too many"), "throttle link_throttled");
}

TEST(MailCodes, WhatIsNeitherIsNotRepeated) {
    EXPECT_EQ(meaning(mail_stage::content, 251, "hm"), "retry in_doubt in doubt");
    EXPECT_EQ(meaning(mail_stage::sender, 354, "hm"), "config link_misconfigured");
    EXPECT_EQ(meaning(mail_stage::sender, 0, ""), "config link_misconfigured");
}

}  // namespace kaskad::channels
