#include "net/mail_client.hpp"

#include "tests/net/mail_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Mails by libcurl to a server of a few lines. Everything runs on one shard; every wait ends after ten seconds.

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr auto* CONTENT = "Subject: hello\r\n\r\nHello\r\n.dot\r\n";

class MailClient : public ::testing::Test {
  protected:
    mail make_mail() const {
        return {
            .to = {.host = "127.0.0.1", .port = peer_.port(), .security = mail_security::none, .hello = "gw.example"},
            .sender = "bounce+1.1.ab@mail.example",
            .recipient = "ann@people.example",
            .envelope_id = "1.1.ab",
            .content = CONTENT};
    }
    void send(mail what) {
        client_->send(std::move(what), [this](mail_result result) { results_.push_back(std::move(result)); });
    }
    bool until_ended(size_t count) {
        return home_.run_until([this, count] { return results_.size() >= count; }, 10s);
    }
    // "DATA 250 2.0.0 taken", or "lost at DATA, sent".
    std::string outcome(mail what) {
        const auto before = results_.size();
        send(std::move(what));
        if (!until_ended(before + 1)) return "nothing";
        return describe(results_.back());
    }
    static std::string describe(const mail_result& result) {
        if (result)
            return std::string{to_string(result->stage)} + " " + std::to_string(result->code) + " " + result->text;
        const auto& error = result.error();
        if (error.is_bad_mail) return "bad: " + error.text;
        return "lost at " + std::string{to_string(error.stage)} + (error.is_sent ? ", sent" : "");
    }

    shard home_{"mails"};
    mail_peer peer_{home_};
    std::unique_ptr<mail_client> client_ =
        std::make_unique<mail_client>(home_, mail_client_options{.connect_deadline = 5s, .mail_deadline = 5s});
    std::vector<mail_result> results_;
};

TEST_F(MailClient, HandsAMailOver) {
    EXPECT_EQ(outcome(make_mail()), "DATA 250 2.0.0 taken as Q1");
    EXPECT_THAT(peer_.contents, ElementsAre("Subject: hello\r\n\r\nHello\r\n..dot"));
}

// RFC 3461: as real servers take it (docs/decisions/0152).
TEST_F(MailClient, AsksForReports) {
    outcome(make_mail());
    EXPECT_THAT(
        peer_.commands,
        ElementsAre("EHLO gw.example", "MAIL FROM:<bounce+1.1.ab@mail.example> RET=HDRS ENVID=<1.1.ab>",
                    "RCPT TO:<ann@people.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;<ann@people.example>",
                    "DATA"));
}

TEST_F(MailClient, AsksForNoneWhereTheServerKnowsNone) {
    auto plain = make_mail();
    plain.envelope_id.clear();
    outcome(std::move(plain));
    EXPECT_THAT(peer_.commands, ElementsAre("EHLO gw.example", "MAIL FROM:<bounce+1.1.ab@mail.example>",
                                            "RCPT TO:<ann@people.example>", "DATA"));
}

TEST_F(MailClient, UsesAConnectionAgain) {
    EXPECT_EQ(outcome(make_mail()), "DATA 250 2.0.0 taken as Q1");
    EXPECT_EQ(outcome(make_mail()), "DATA 250 2.0.0 taken as Q1");
    EXPECT_EQ(peer_.connections, 1);
    EXPECT_EQ(peer_.contents.size(), 2u);
}

TEST_F(MailClient, SendsManyAtOnce) {
    client_ = std::make_unique<mail_client>(home_, mail_client_options{.threads_max = 4});
    for (int i = 0; i < 20; ++i)
        send(make_mail());
    EXPECT_EQ(client_->mails_under_way(), 20u);
    EXPECT_EQ(client_->threads(), 4u);
    ASSERT_TRUE(until_ended(20));
    EXPECT_EQ(peer_.connections, 4);
    for (const auto& each : results_)
        EXPECT_EQ(describe(each), "DATA 250 2.0.0 taken as Q1");
    EXPECT_EQ(client_->mails_under_way(), 0u);
}

TEST_F(MailClient, SaysToWhichCommandTheServerSaidNo) {
    const auto refused_at = [this](const std::string& verb, const std::string& answer) {
        const auto before = peer_.answers;
        peer_.answers[verb] = answer;
        const auto told = outcome(make_mail());
        peer_.answers = before;
        return told;
    };
    EXPECT_EQ(refused_at("hello", "554 5.3.2 no service"), "connect 554 5.3.2 no service");
    EXPECT_EQ(refused_at("MAIL", "530 5.7.0 log in"), "MAIL FROM 530 5.7.0 log in");
    EXPECT_EQ(refused_at("RCPT", "550 5.1.1 nobody"), "RCPT TO 550 5.1.1 nobody");
    EXPECT_EQ(refused_at("RCPT", "451 4.7.1 come again"), "RCPT TO 451 4.7.1 come again");
    EXPECT_EQ(refused_at("RCPT", "550-5.1.1 first\r\n550 5.1.1 last"), "RCPT TO 550 5.1.1 last");
    EXPECT_EQ(refused_at("DATA", "452 4.3.1 full"), "DATA 452 4.3.1 full");
    EXPECT_EQ(refused_at(".", "554 5.7.1 spam"), "DATA 554 5.7.1 spam");
    EXPECT_EQ(refused_at(".", "421 4.3.2 closing"), "DATA 421 4.3.2 closing");
}

TEST_F(MailClient, KnowsWhatMayHaveBeenTaken) {
    const auto cut_at = [this](const std::string& verb) {
        const auto before = peer_.answers;
        peer_.answers[verb] = "cut";
        const auto told = outcome(make_mail());
        peer_.answers = before;
        return told;
    };
    EXPECT_EQ(cut_at("hello"), "lost at connect");
    EXPECT_EQ(cut_at("EHLO"), "lost at EHLO");
    EXPECT_EQ(cut_at("MAIL"), "lost at MAIL FROM");
    EXPECT_EQ(cut_at("RCPT"), "lost at RCPT TO");
    EXPECT_EQ(cut_at("DATA"), "lost at DATA");
    EXPECT_EQ(cut_at("."), "lost at DATA, sent");
}

TEST_F(MailClient, WaitsNoLongerThanItsDeadline) {
    client_ = std::make_unique<mail_client>(home_, mail_client_options{.mail_deadline = 3s});
    peer_.answers["."] = "silent";
    EXPECT_EQ(outcome(make_mail()), "lost at DATA, sent");
    peer_.answers["RCPT"] = "silent";
    EXPECT_EQ(outcome(make_mail()), "lost at RCPT TO");
}

TEST_F(MailClient, NobodyListens) {
    auto lost = make_mail();
    lost.to.port = 1;
    EXPECT_EQ(outcome(std::move(lost)), "lost at connect");
}

// The password must not go in the clear where the server has no TLS.
TEST_F(MailClient, LogsInNowhereWithoutTheTlsThatWasAskedFor) {
    auto secret = make_mail();
    secret.to.security = mail_security::starttls;
    secret.to.user = "shop";
    secret.to.password = "word";
    EXPECT_EQ(outcome(std::move(secret)), "lost at EHLO");
    EXPECT_THAT(peer_.commands, ElementsAre("EHLO gw.example"));
}

TEST_F(MailClient, NothingThatEndsACommandIsSent) {
    const auto refused = [this](auto change) {
        auto bad = make_mail();
        change(bad);
        return outcome(std::move(bad));
    };
    EXPECT_THAT(refused([](mail& m) { m.recipient = "a@b>\r\nRCPT TO:<c@d"; }),
                HasSubstr("bad: the envelope's recipient"));
    EXPECT_THAT(refused([](mail& m) { m.recipient = "a@b> NOTIFY=NEVER"; }),
                HasSubstr("bad: the envelope's recipient"));
    EXPECT_THAT(refused([](mail& m) { m.sender = "a@b\n"; }), HasSubstr("bad: the envelope's sender"));
    EXPECT_THAT(refused([](mail& m) { m.sender = ""; }), HasSubstr("bad: the envelope's sender"));
    EXPECT_THAT(refused([](mail& m) { m.envelope_id = "1> SIZE=0"; }), HasSubstr("bad: the envelope's id"));
    EXPECT_THAT(refused([](mail& m) { m.to.hello = "x\r\nQUIT"; }), HasSubstr("bad: what is said in EHLO"));
    EXPECT_THAT(refused([](mail& m) { m.to.host = "a/b"; }), HasSubstr("bad: the mail server's name"));
    EXPECT_THAT(refused([](mail& m) { m.to.host = ""; }), HasSubstr("bad: the mail server's name"));
    EXPECT_THAT(refused([](mail& m) { m.to.port = 0; }), HasSubstr("bad: the mail server's port"));
    // A lone line end before a dot could be the end of the mail for the next server.
    EXPECT_THAT(refused([](mail& m) { m.content = "S: x\r\n\r\na\n.\r\nMAIL FROM:<x@y>\r\n"; }),
                HasSubstr("bad: the content"));
    EXPECT_THAT(refused([](mail& m) { m.content = "S: x\r\n\r\na\r.\r\n"; }), HasSubstr("bad: the content"));
    EXPECT_THAT(refused([](mail& m) { m.content = "S: x\r\n\r\n" + std::string(999, 'a') + "\r\n"; }),
                HasSubstr("bad: the content"));
    EXPECT_EQ(peer_.connections, 0);
    EXPECT_EQ(refused([](mail& m) { m.content = "S: x\r\n\r\n" + std::string(998, 'a') + "\r\n"; }),
              "DATA 250 2.0.0 taken as Q1");
}

TEST_F(MailClient, TakesNoMoreThanItMay) {
    client_ = std::make_unique<mail_client>(home_, mail_client_options{.mails_max = 2});
    for (int i = 0; i < 3; ++i)
        send(make_mail());
    ASSERT_TRUE(until_ended(3));
    std::vector<std::string> ends;
    for (const auto& each : results_)
        ends.push_back(describe(each));
    EXPECT_THAT(ends,
                UnorderedElementsAre("DATA 250 2.0.0 taken as Q1", "DATA 250 2.0.0 taken as Q1", "lost at connect"));
}

TEST_F(MailClient, WhatWaitsTooLongForOthersNeverLeft) {
    client_ = std::make_unique<mail_client>(home_, mail_client_options{.threads_max = 1, .mail_deadline = 200ms});
    peer_.answers["."] = "silent";
    send(make_mail());
    send(make_mail());
    ASSERT_TRUE(until_ended(2));
    EXPECT_EQ(describe(results_[1]), "lost at connect");  // how far the first came is another test's
    EXPECT_LE(peer_.contents.size(), 1u);
}

// libcurl waits for the answer to QUIT.
TEST_F(MailClient, AServerThatKeepsSilentHoldsNobodyUp) {
    peer_.answers["QUIT"] = "silent";
    EXPECT_EQ(outcome(make_mail()), "DATA 250 2.0.0 taken as Q1");
    const auto began = clock::now();
    client_.reset();
    EXPECT_LT(clock::now() - began, 5s);
}

TEST_F(MailClient, IsGoneWithItsMails) {
    peer_.answers["RCPT"] = "silent";
    send(make_mail());
    ASSERT_TRUE(home_.run_until([this] { return peer_.commands.size() == 3; }, 10s));
    client_.reset();
    while (home_.poll() > 0) {
    }
    EXPECT_TRUE(results_.empty());
}

TEST_F(MailClient, MayEndInACallback) {
    bool is_told = false;
    client_->send(make_mail(), [&](const mail_result&) {
        is_told = true;
        client_.reset();
    });
    EXPECT_TRUE(home_.run_until([&] { return is_told; }, 10s));
}

}  // namespace
}  // namespace kaskad::net
