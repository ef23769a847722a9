#include "channels/mail_adapter.hpp"
#include "channels/mail_reference.hpp"
#include "channels/mime.hpp"
#include "channels/providers.hpp"
#include "tests/channels/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::channels {

namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view SECRET = "0123456789abcdef0123456789abcdef";
// printf 'mail 265325021208576001.1' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
constexpr std::string_view REFERENCE = "265325021208576001.1.5947e7302ed5298c";

const mail_adapter& adapter_of_mail() {
    return *smtp().by_mail();
}

account make_sender(std::map<std::string, std::string, std::less<>> more = {}) {
    std::map<std::string, std::string, std::less<>> settings{{"host", "mx.shop.example"},
                                                             {"from", "news@shop.example"},
                                                             {"from_name", "Shop"},
                                                             {"bounce_address", "bounce@mail.shop.example"},
                                                             {"bounce_secret", std::string{SECRET}}};
    for (auto& [name, value] : more)
        settings[name] = value;
    auto made = make_account(std::move(settings), "https://gw.example/v1/channels/one/callbacks/KEY");
    made.open_callback_url = "https://gw.example/v1/channels/one/callbacks";
    return made;
}

facts::send_over_channel make_letter(std::string title = "Order A-17", std::string text = "It is on its way.") {
    auto wanted = make_wanted({.channel = core::channel::email, .text = std::move(text), .title = std::move(title)});
    wanted.address = "ann@people.example";
    return wanted;
}

facts::send_over_channel make_offer() {
    auto wanted = make_letter("Less for more");
    wanted.klass = core::message_class::marketing;
    return wanted;
}

std::expected<net::mail, std::string> make(const facts::send_over_channel& wanted,
                                           const account& from = make_sender()) {
    return adapter_of_mail().make_mail(wanted, from, NOW_MS);
}

std::string content_of(const facts::send_over_channel& wanted, const account& from = make_sender()) {
    const auto made = make(wanted, from);
    return made ? made->content : "refused: " + made.error();
}

std::string why_not(const facts::send_over_channel& wanted, const account& from = make_sender()) {
    const auto made = make(wanted, from);
    return made ? "" : made.error();
}

// With CRLF where the file has LF.
std::string on_the_wire(const std::string& text) {
    std::string wire;
    for (const auto c : text)
        wire += c == '\n' ? std::string{"\r\n"} : std::string{c};
    return wire;
}

// Headers of it, unfolded and decoded by whoever reads mails.
std::string field_of(const std::string& content, std::string_view name) {
    const auto read = read_mail(content);
    return read ? std::string{read->field(name)} : "no mail";
}

std::string click_of(const std::string& content) {
    const auto field = field_of(content, "List-Unsubscribe");
    const auto begin = field.find("?unsubscribe=") + 13;
    return field.substr(begin, field.find('>') - begin);
}

net::http_request click(const std::string& sealed, std::string method = "POST",
                        std::string body = "List-Unsubscribe=One-Click") {
    return {.method = std::move(method),
            .target = "/v1/channels/one/callbacks?unsubscribe=" + sealed,
            .body = std::move(body)};
}

}  // namespace

TEST(Smtp, WritesAMail) {
    EXPECT_EQ(content_of(make_letter()), on_the_wire(golden("smtp/transactional.eml") + "\n"));
}

TEST(Smtp, WritesOtherLettersThanLatin) {
    auto wanted = make_letter("Заказ А-17", "Он в пути.");
    EXPECT_EQ(content_of(wanted, make_sender({{"from_name", "Лавка"}})),
              on_the_wire(golden("smtp/cyrillic.eml") + "\n"));
}

TEST(Smtp, PutsTheEnvelopeOutside) {
    const auto made = make(make_letter());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->sender, "bounce+" + std::string{REFERENCE} + "@mail.shop.example");
    EXPECT_EQ(made->recipient, "ann@people.example");
    EXPECT_EQ(made->envelope_id, REFERENCE);
    EXPECT_EQ(made->to.host, "mx.shop.example");
    EXPECT_EQ(made->to.port, 587);
    EXPECT_EQ(made->to.security, net::mail_security::starttls);
    EXPECT_EQ(made->to.user, "");
}

TEST(Smtp, TakesWhatTheAccountSays) {
    const auto made = make(make_letter(), make_sender({{"port", "465"},
                                                       {"security", "tls"},
                                                       {"user", "shop"},
                                                       {"password", "word"},
                                                       {"hello", "gw.shop.example"},
                                                       {"ca_file", "/etc/ca.pem"},
                                                       {"dsn", "off"}}));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->to.port, 465);
    EXPECT_EQ(made->to.security, net::mail_security::tls);
    EXPECT_EQ(made->to.user, "shop");
    EXPECT_EQ(made->to.password, "word");
    EXPECT_EQ(made->to.hello, "gw.shop.example");
    EXPECT_EQ(made->to.ca_file, "/etc/ca.pem");
    EXPECT_EQ(made->envelope_id, "");
}

// So that a receiver who has it already may know it again.
TEST(Smtp, ARepeatIsTheSameMail) {
    auto again = make_letter();
    again.tries = 1;
    EXPECT_EQ(content_of(again), content_of(make_letter()));
}

TEST(Smtp, SaysWhoSendsIt) {
    auto named = make_letter();
    named.sender = "Shop of Ann";
    EXPECT_EQ(field_of(content_of(named), "From"), "Shop of Ann <news@shop.example>");
    named.sender = "orders@shop.example";
    EXPECT_EQ(field_of(content_of(named), "From"), "Shop <orders@shop.example>");
    EXPECT_EQ(field_of(content_of(make_letter(), make_sender({{"reply_to", "help@shop.example"}})), "Reply-To"),
              "help@shop.example");
}

// The server vouches for its own domain, and clients write cascades.
TEST(Smtp, NobodySendsInTheNameOfAnotherDomain) {
    auto forged = make_letter();
    forged.sender = "ceo@bank.example";
    EXPECT_EQ(why_not(forged), "the step's sender must be a name, or an address at shop.example");
    forged.sender = "Bank <ceo@bank.example>";
    EXPECT_EQ(why_not(forged), "the step's sender must be a name, or an address at shop.example");
}

TEST(Smtp, NothingEndsALineOfTheHeader) {
    const std::string evil = "x\r\nBcc: bob@people.example";
    EXPECT_THAT(why_not(make_letter(evil)), HasSubstr("`title` holds a line break"));
    EXPECT_THAT(why_not(make_letter("x\nBcc: b@people.example")), HasSubstr("`title` holds a line break"));
    auto sender = make_letter();
    sender.sender = evil;
    EXPECT_THAT(why_not(sender), HasSubstr("the step's sender holds a line break"));
    auto address = make_letter();
    address.address = "ann@people.example\r\nBcc: bob@people.example";
    EXPECT_THAT(why_not(address), HasSubstr("no e-mail address"));
    for (const auto* name : {"from", "from_name", "reply_to", "bounce_address", "subject"}) {
        const auto from = make_sender({{name, evil}});
        EXPECT_NE(why_not(make_letter(std::string{name} == "subject" ? "" : "title"), from), "") << name;
    }
}

// What stands in the text stays there: a dot alone, a line that looks like a header, a boundary.
TEST(Smtp, TheTextIsOnlyText) {
    const auto content = content_of(make_letter("t", "a\r\n.\r\nFrom me\r\n\r\nBcc: x@y.example\nend"));
    const auto read = read_mail(content);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->field("Bcc"), "");
    EXPECT_EQ(read->type, "text/plain");
    std::string text = read->content;
    std::erase(text, '\r');
    EXPECT_THAT(text, StartsWith("a\n.\nFrom me\n\nBcc: x@y.example\nend"));
}

TEST(Smtp, LongLinesAreBroken) {
    const auto content = content_of(make_letter("t", std::string(5'000, 'x')));
    for (size_t begin = 0; begin < content.size();) {
        const auto end = content.find("\r\n", begin);
        ASSERT_NE(end, content.npos);
        EXPECT_LE(end - begin, 78u);
        begin = end + 2;
    }
}

TEST(Smtp, NeedsWhatAMailNeeds) {
    EXPECT_EQ(why_not(make_letter("")), "there is no subject: give `title`, or the account a `subject`");
    EXPECT_EQ(field_of(content_of(make_letter(""), make_sender({{"subject", "News"}})), "Subject"), "News");
    EXPECT_THAT(why_not(make_letter("t", "")), HasSubstr("there is no text"));
    EXPECT_EQ(why_not(make_letter(std::string(500, 'x'))), "");
    EXPECT_NE(why_not(make_letter(std::string(501, 'x'))), "");
}

TEST(Smtp, SaysWhichSettingIsWrong) {
    const auto wrong = [](const char* name, const char* value) {
        return why_not(make_letter(), make_sender({{name, value}}));
    };
    EXPECT_THAT(wrong("from", "news"), StartsWith("`from`"));
    EXPECT_THAT(wrong("bounce_address", "bounce+x@shop.example"), StartsWith("`bounce_address`"));
    EXPECT_THAT(wrong("bounce_address", "bounces-of-the-shop-21@shop.example"), StartsWith("`bounce_address`"));
    EXPECT_EQ(wrong("bounce_address", "bounces-of-the-shop2@shop.example"), "");
    EXPECT_THAT(wrong("security", "ssl"), StartsWith("`security`"));
    EXPECT_THAT(wrong("port", "0"), StartsWith("`port`"));
    EXPECT_THAT(wrong("port", "65536"), StartsWith("`port`"));
    EXPECT_THAT(wrong("dsn", "yes"), StartsWith("`dsn`"));
    EXPECT_THAT(wrong("reply_to", "nobody"), StartsWith("`reply_to`"));
}

TEST(Smtp, PutsALinkBelowTheText) {
    auto wanted = make_letter("t", "Look:");
    wanted.content.link_url = "https://shop.example/17";
    EXPECT_THAT(read_mail(content_of(wanted))->content, HasSubstr("Look:\r\n\r\nhttps://shop.example/17"));
    wanted.content.link_text = "Order";
    EXPECT_THAT(read_mail(content_of(wanted))->content, HasSubstr("Order: https://shop.example/17"));
}

// RFC 8058 §3.1.
TEST(Smtp, MarketingHasAWayOut) {
    const auto content = content_of(make_offer());
    EXPECT_THAT(field_of(content, "List-Unsubscribe"),
                StartsWith("<https://gw.example/v1/channels/one/callbacks?unsubscribe="));
    EXPECT_THAT(field_of(content, "List-Unsubscribe"),
                HasSubstr("<mailto:bounce@mail.shop.example?subject=unsubscribe%20"));
    EXPECT_EQ(field_of(content, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    // It was folded by encoding it, which mail programs do not read there.
    EXPECT_THAT(content, HasSubstr("\nList-Unsubscribe: <https://gw.example/"));
    EXPECT_EQ(field_of(content, "Auto-Submitted"), "");
    // Neither the key of the other callbacks nor the person's number.
    EXPECT_THAT(content, Not(HasSubstr("KEY")));
    EXPECT_THAT(content, Not(HasSubstr("79161234567")));
}

TEST(Smtp, OneClickIsOfferedOverTlsOnly) {
    auto plain = make_sender();
    plain.open_callback_url = "http://gw.example/v1/channels/one/callbacks";
    EXPECT_EQ(field_of(content_of(make_offer(), plain), "List-Unsubscribe-Post"), "");
    plain.open_callback_url.clear();
    EXPECT_THAT(field_of(content_of(make_offer(), plain), "List-Unsubscribe"), StartsWith("<mailto:"));
}

TEST(Smtp, AClickIsAWish) {
    const auto request = click(click_of(content_of(make_offer())));
    EXPECT_FALSE(smtp().needs_key(request));
    const auto read = smtp().read_callback(request, make_sender(), NOW_MS);
    ASSERT_TRUE(read) << read.error().why;
    ASSERT_EQ(read->heard.size(), 1u);
    EXPECT_EQ(read->heard[0].said, facts::channel_heard::word::opted_out);
    EXPECT_EQ(read->heard[0].recipient, "79161234567");
}

TEST(Smtp, ALookAtTheLinkIsNone) {
    const auto read = smtp().read_callback(click(click_of(content_of(make_offer())), "GET", ""), make_sender(), NOW_MS);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->heard.empty());
    EXPECT_THAT(read->answer.body, HasSubstr("<button>Unsubscribe</button>"));
    const auto other =
        smtp().read_callback(click(click_of(content_of(make_offer())), "POST", "x=y"), make_sender(), NOW_MS);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().status, 400);
}

TEST(Smtp, AMadeUpClickIsForged) {
    const auto sealed = click_of(content_of(make_offer()));
    const auto refused = [](const std::string& text, const account& to) {
        const auto read = smtp().read_callback(click(text), to, NOW_MS);
        return read ? 200 : read.error().status;
    };
    EXPECT_EQ(refused(sealed, make_sender()), 200);
    EXPECT_EQ(refused(sealed, make_sender({{"bounce_secret", "another"}})), 401);
    EXPECT_EQ(refused(sealed, make_sender({{"bounce_secret", ""}})), 401);
    EXPECT_EQ(refused("", make_sender()), 401);
    EXPECT_EQ(refused("265325021208576001.1", make_sender()), 401);
    for (size_t i = 0; i + 1 < sealed.size(); i += 7) {
        auto changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(refused(changed, make_sender()), 401) << i;
    }
}

TEST(Smtp, EverythingElseNeedsTheKey) {
    EXPECT_FALSE(smtp().signs_callbacks());
    EXPECT_TRUE(smtp().needs_key({.method = "POST", .target = "/v1/channels/one/callbacks"}));
    EXPECT_TRUE(smtp().needs_key({.method = "POST", .target = "/v1/channels/one/callbacks?x=unsubscribe"}));
}

TEST(Smtp, MakesNoCalls) {
    EXPECT_FALSE(smtp().make_call(make_letter(), make_sender()));
    EXPECT_EQ(describe(smtp().read_reply(make_reply(200, "{}"))), "config link_misconfigured");
}

TEST(MailReference, IsKnownAgainWithItsSecretOnly) {
    EXPECT_EQ(make_reference(PART, SECRET), REFERENCE);
    EXPECT_EQ(open_reference(REFERENCE, SECRET), PART);
    EXPECT_EQ(open_reference(REFERENCE, "another"), facts::part_ref{});
    EXPECT_EQ(open_reference("265325021208576001.2.5947e7302ed5298c", SECRET), facts::part_ref{});
    EXPECT_EQ(open_reference("265325021208576001.1", SECRET), facts::part_ref{});
    EXPECT_EQ(open_reference("265325021208576001.1.", SECRET), facts::part_ref{});
    EXPECT_EQ(open_reference("", SECRET), facts::part_ref{});
    EXPECT_EQ(open_reference(make_reference(PART, ""), ""), facts::part_ref{});
}

TEST(MailReference, FitsBeforeTheAt) {
    const facts::part_ref largest{{INT64_MAX}, 255, 1};
    const auto sender = make_bounce_sender("twenty-letters-here0@b.example", make_reference(largest, SECRET));
    EXPECT_LE(sender.find('@'), 64u);
    EXPECT_EQ(open_reference(reference_in(sender), SECRET), largest);
    EXPECT_EQ(reference_in("<bounce+abc@b.example>"), "abc");
    EXPECT_EQ(reference_in("bounce@b.example"), "");
    EXPECT_EQ(reference_in("a@b+c"), "");
    EXPECT_EQ(reference_in("a+b"), "");
}

}  // namespace kaskad::channels
