#include "channels/mail_reference.hpp"
#include "tests/channels/channel_fixture.hpp"
#include "tests/net/mail_peer.hpp"

#include <gmock/gmock.h>

// An account that sends mails, against a server of a few lines: what becomes of each is told like a call.

namespace kaskad::channels {

namespace {

using ::testing::HasSubstr;

class MailAccount : public ChannelFixture {
  protected:
    MailAccount() {
        options_.find_adapter = find_adapter;
        options_.account.mail_deadline = std::chrono::seconds{5};
    }

    void open() {
        auto link = terms();
        link.name = "post";
        link.channel = core::channel::email;
        link.adapter = "smtp";
        link.settings = {{.name = "host", .value = "127.0.0.1"},
                         {.name = "port", .value = std::to_string(port_)},
                         {.name = "security", .value = "none"},
                         {.name = "from", .value = "news@shop.example"},
                         {.name = "bounce_address", .value = "bounce@mail.shop.example"},
                         {.name = "bounce_secret", .value = "secret"},
                         {.name = "callback_key", .value = "KEY"}};
        publish(std::move(link));
        ASSERT_TRUE(until_granted(1));
    }
    void send_mail(std::string title = "Order") {
        facts::send_over_channel effect;
        effect.bind = {VIBER, 0, epoch()};
        effect.part = {core::message_id{7}, 1, 1};
        effect.recipient = "491512345678";
        effect.address = "ann@people.example";
        effect.content = {.channel = core::channel::email, .text = "It is ready.", .title = std::move(title)};
        handle(effect);
    }
    facts::channel_answered answer_of(const std::string& verb, const std::string& said) {
        peer_.answers[verb] = said;
        open();
        send_mail();
        EXPECT_TRUE(until_told<facts::channel_answered>());
        const auto all = engine_.all<facts::channel_answered>();
        return all.empty() ? facts::channel_answered{} : all.front();
    }
    int status_of(net::http_request request, std::string key) {
        int status = 0;
        set().handle_callback({VIBER, std::move(key), std::move(request), [&](callback_result result) {
                                   status = result ? result->status : result.error().status;
                               }});
        settle();
        return status;
    }

    net::mail_peer peer_{home_};
    uint16_t port_ = peer_.port();
};

}  // namespace

TEST_F(MailAccount, WhatTheServerTookIsSent) {
    const auto told = answer_of(".", "250 2.0.0 Ok: queued as A17");
    EXPECT_EQ(told.outcome, facts::channel_outcome::accepted);
    EXPECT_TRUE(told.is_sent);
    EXPECT_EQ(told.evidence, "2.0.0 Ok: queued as A17");
    ASSERT_EQ(peer_.contents.size(), 1u);
    EXPECT_THAT(peer_.contents[0], HasSubstr("Subject: Order\r\n"));
}

TEST_F(MailAccount, AnAddressThatNobodyHasGoesToTheNextStep) {
    const auto told = answer_of("RCPT", "550 5.1.1 nobody");
    EXPECT_EQ(told.outcome, facts::channel_outcome::next);
    EXPECT_EQ(told.reason, core::reason::unknown_subscriber);
    EXPECT_EQ(told.code, "550 5.1.1");
    EXPECT_EQ(counts().state, account_state::up);
}

TEST_F(MailAccount, WhatMayHaveBeenTakenIsInDoubt) {
    peer_.answers["."] = "cut";
    open();
    send_mail();
    EXPECT_TRUE(until_told<facts::submit_unanswered>());
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 0u);
    EXPECT_EQ(counts().unanswered, 1u);
}

TEST_F(MailAccount, WhatNeverLeftIsHandedBack) {
    port_ = 1;
    open();
    send_mail();
    EXPECT_TRUE(until_told<facts::submit_not_sent>());
    EXPECT_EQ(engine_.count<facts::submit_unanswered>(), 0u);
}

TEST_F(MailAccount, WhatCannotBeMadeAMailIsNotSent) {
    open();
    send_mail("x\r\nBcc: bob@people.example");
    ASSERT_TRUE(until_told<facts::channel_answered>());
    EXPECT_EQ(engine_.all<facts::channel_answered>().front().outcome, facts::channel_outcome::config);
    EXPECT_EQ(peer_.connections, 0);
}

TEST_F(MailAccount, OnlyAClickNeedsNoKey) {
    open();
    const net::http_request mail{
        .method = "POST", .target = "/v1/channels/post/callbacks", .body = "Subject: hello\n\n"};
    EXPECT_EQ(status_of(mail, ""), 404);
    EXPECT_EQ(status_of(mail, "KEY"), 200);
    const subscriber who{{core::message_id{7}, 1, 1}, "491512345678"};
    net::http_request click{.method = "POST", .body = "List-Unsubscribe=One-Click"};
    click.target = "/v1/channels/post/callbacks?unsubscribe=" + seal_subscriber(who, "another");
    EXPECT_EQ(status_of(click, ""), 401);
    click.target = "/v1/channels/post/callbacks?unsubscribe=" + seal_subscriber(who, "secret");
    status_of(click, "");
    ASSERT_EQ(engine_.count<facts::channel_heard>(), 1u);
    EXPECT_EQ(engine_.all<facts::channel_heard>().front().recipient, "491512345678");
}

}  // namespace kaskad::channels
