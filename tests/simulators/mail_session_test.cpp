#include "gateway/simulators/mail_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::gateway::simulators {

namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

// What is said to it, and back, without line ends.
class talk {
  public:
    talk() { heard_ = session.poll_output(); }

    std::string say(const std::string& octets) {
        session.handle_octets(octets);
        return hear();
    }
    std::string answer(int code, std::string text = "") {
        session.handle_answer({.status = code, .body = std::move(text)});
        return hear();
    }
    std::string hear() {
        auto said = session.poll_output();
        while (said.ends_with('\n') || said.ends_with('\r'))
            said.pop_back();
        return said;
    }
    // As far as a recipient that is asked about.
    net::http_request ask(const std::string& to = "ann@people.example") {
        say("EHLO gw\r\nMAIL FROM:<bounce@b.example> RET=HDRS ENVID=<7.1>\r\n");
        say("RCPT TO:<" + to + "> NOTIFY=SUCCESS ORCPT=rfc822;<" + to + ">\r\n");
        return session.poll_question().value_or(net::http_request{});
    }

    mail_session session;

  private:
    std::string heard_;
};

}  // namespace

TEST(MailSession, TakesAMail) {
    talk with;
    EXPECT_THAT(with.say("EHLO gw\r\n"), EndsWith("250 DSN"));
    EXPECT_THAT(with.ask().body, StartsWith(R"({"from":"bounce@b.example","to":"ann@people.example","envid":"<7.1>")"));
    EXPECT_EQ(with.answer(250, "2.1.5 ok"), "250 2.1.5 ok");
    EXPECT_EQ(with.say("DATA\r\n"), "354 go on");
    EXPECT_EQ(with.say("Subject: x\r\n\r\nhello\r\n..\r\n."), "");
    EXPECT_EQ(with.say("\r\n"), "250 2.0.0 taken");
    EXPECT_EQ(with.say("QUIT\r\n"), "221 2.0.0 bye");
    EXPECT_TRUE(with.session.is_over());
}

TEST(MailSession, ComesInAnyPieces) {
    talk with;
    const std::string all = "EHLO gw\r\nMAIL FROM:<b@b.example>\r\nRCPT TO:<a@p.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";
    std::string heard;
    for (const auto letter : all) {
        heard += with.say(std::string{letter});
        if (with.session.poll_question()) heard += with.answer(250, "ok");
    }
    EXPECT_THAT(heard, EndsWith("250 2.0.0 taken221 2.0.0 bye"));
}

// What comes at once behind a recipient waits for its answer.
TEST(MailSession, ReadsNothingWhileItAsks) {
    talk with;
    with.ask();
    EXPECT_EQ(with.say("DATA\r\n"), "");
    EXPECT_EQ(with.answer(550, "5.1.1 nobody"), "550 5.1.1 nobody\r\n503 5.5.1 RCPT TO comes first");
}

TEST(MailSession, CutsWhereTheAnswerIsLost) {
    talk with;
    with.ask();
    EXPECT_EQ(with.answer(0), "250 2.1.5 ok");
    with.say("DATA\r\n");
    EXPECT_EQ(with.say("x\r\n.\r\n"), "");
    EXPECT_TRUE(with.session.is_over());
}

TEST(MailSession, KeepsTheOrderOfCommands) {
    talk with;
    EXPECT_THAT(with.say("RCPT TO:<a@b>\r\n"), StartsWith("503"));
    EXPECT_THAT(with.say("DATA\r\n"), StartsWith("503"));
    EXPECT_THAT(with.say("MAIL FROM:a@b\r\n"), StartsWith("501"));
    EXPECT_THAT(with.say("VRFY a\r\n"), StartsWith("502"));
    with.ask();
    with.answer(250);
    EXPECT_THAT(with.say("RCPT TO:<b@c>\r\n"), StartsWith("452"));
    EXPECT_THAT(with.say("RSET\r\nDATA\r\n"), EndsWith("503 5.5.1 RCPT TO comes first"));
}

TEST(MailSession, HasBounds) {
    talk line;
    EXPECT_EQ(line.say(std::string(mail_session::COMMAND_MAX, 'x')), "");
    EXPECT_THAT(line.say("x"), StartsWith("500"));
    EXPECT_TRUE(line.session.is_over());
    talk content;
    content.ask();
    content.answer(250);
    content.say("DATA\r\n");
    EXPECT_EQ(content.say(std::string(mail_session::CONTENT_MAX - 2, 'x')), "");
    EXPECT_THAT(content.say("x"), StartsWith("552"));
    EXPECT_TRUE(content.session.is_over());
}

}  // namespace kaskad::gateway::simulators
