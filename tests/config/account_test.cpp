#include "config/digest.hpp"
#include "net/password_hash.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// [[client.account]] and [smpp]: what is read, what is refused, and that no password leaves the file.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view SALT = "octets of the key file";

std::string client_with(std::string_view accounts) {
    return "[smpp]\nenabled = true\n[[client]]\nname = \"c\"\ncurrency = \"EUR\"\nclass = \"service\"\n" +
           std::string{accounts};
}

std::string account(std::string_view system_id, std::string_view more = "password = \"hunter2\"\n") {
    return "[[client.account]]\nsystem_id = \"" + std::string{system_id} + "\"\n" + std::string{more};
}

settings sealed(const std::string& text) {
    auto result = read(text);
    EXPECT_TRUE(result) << to_string(result.error()[0]);
    seal_and_digest(
        result->declared, result->secrets, [](std::string_view plain) { return std::string{plain}; }, SALT);
    return std::move(*result);
}

TEST(ConfigAccount, IsReadWithItsReceiptsAsAnEndpoint) {
    const auto result = sealed(client_with(
        account("shop",
                "password = \"hunter2\"\naddresses = [\"10.0.0.0/8\"]\nsenders = [\"Shop\"]\nbinds = 2\nwindow = 7\n"
                "rate = 30\n")));
    const auto& [client, endpoints, parent] = result.declared.clients.at(0);
    ASSERT_EQ(client.accounts.size(), 1U);
    const auto& read = client.accounts[0];
    EXPECT_EQ(read.system_id, "shop");
    EXPECT_THAT(read.addresses, ElementsAre("10.0.0.0/8"));
    EXPECT_THAT(read.senders, ElementsAre("Shop"));
    EXPECT_EQ(read.default_class, core::message_class::service) << "the client's, where the account names none";
    EXPECT_EQ(read.rate, 30U);
    ASSERT_EQ(endpoints.size(), 1U);
    EXPECT_EQ(endpoints[0].kind, facts::endpoint_kind::smpp);
    EXPECT_EQ(endpoints[0].url, "shop");
    EXPECT_EQ(endpoints[0].parallel, 14U);
    EXPECT_FALSE(endpoints[0].is_default);
}

TEST(ConfigAccount, ReceiptsHaveTheFormThatIsWritten) {
    const auto result = sealed(client_with(
        account("shop",
                "password = \"p\"\nmessage_ids = \"decimal10\"\nreceipt_zone = \"Europe/Berlin\"\n"
                "receipt_dates = \"seconds\"\nreceipt_err = \"operator\"\nreceipt_counts = \"parts\"\n"
                "receipt_pdu = \"data_sm\"\nreceipt_without_tlvs = true\nreceipt_network_tag = \"0x1403\"\n")));
    const auto& read = result.declared.clients.at(0).value.accounts.at(0);
    EXPECT_EQ(read.id_form, facts::message_id_form::short_decimal);
    EXPECT_EQ(read.receipt_zone, "Europe/Berlin");
    EXPECT_EQ(read.receipt_date, facts::receipt_date_form::seconds);
    EXPECT_EQ(read.receipt_err, facts::receipt_err_source::operator_);
    EXPECT_EQ(read.receipt_counts, facts::receipt_counting::parts);
    EXPECT_EQ(read.receipt_pdu, facts::receipt_pdu_kind::data_sm);
    EXPECT_TRUE(read.receipt_without_tlvs);
    EXPECT_EQ(read.receipt_network_tag, 0x1403);
    EXPECT_EQ(read.receipt_parts_tag, 0);
}

TEST(ConfigAccount, AReceiptThatCouldNotBeMadeIsRefused) {
    const auto mistake = [](const std::string& line) {
        return mistakes(client_with(account("a", "password = \"p\"\n" + line + "\n")));
    };
    EXPECT_THAT(mistake("receipt_zone = \"Europe/Nowhere\""), ElementsAre(HasSubstr("client.account.receipt_zone")));
    EXPECT_THAT(mistake("message_ids = \"short\""),
                ElementsAre(HasSubstr("client.account.message_ids: expected one of decimal, hex, decimal10")));
    EXPECT_THAT(mistake("receipt_price_tag = \"0x0005\""),
                ElementsAre(HasSubstr("client.account.receipt_price_tag: expected a tag of a vendor's own")));
    EXPECT_THAT(mistake("receipt_parts_tag = \"0x1403\"\nreceipt_price_tag = \"0x1403\""),
                ElementsAre(HasSubstr("client.account.receipt_price_tag: receipt_parts_tag has this tag")));
}

TEST(ConfigAccount, KeepsAHashThatTheSamePasswordMakesAgain) {
    const auto first = sealed(client_with(account("shop")));
    const auto again = sealed(client_with(account("shop")));
    const auto other = sealed(client_with(account("shop", "password = \"hunter3\"\n")));
    const auto& hash = first.declared.clients.at(0).value.accounts.at(0).password_hash;
    EXPECT_THAT(hash, Not(HasSubstr("hunter2")));
    EXPECT_TRUE(net::password_hash::parse(hash)->matches("hunter2"));
    EXPECT_EQ(first.declared.clients.at(0).value.digest, again.declared.clients.at(0).value.digest);
    EXPECT_NE(first.declared.clients.at(0).value.digest, other.declared.clients.at(0).value.digest);
}

TEST(ConfigAccount, ItsRulesOfClassesAreReadInTheirOrder) {
    const auto result = sealed(
        client_with(account("shop",
                            "password = \"p\"\njoin_s = 5\nincomplete = \"void\"\nduplicate_s = 30\n"
                            "[[client.account.rule]]\nclass = \"otp\"\ntag = 0x1500\nhex = \"01\"\n"
                            "[[client.account.rule]]\nclass = \"marketing\"\npriority = 0\nsender = \"Shop\"\n")));
    const auto& read = result.declared.clients.at(0).value.accounts.at(0);
    EXPECT_EQ(read.join_s, 5U);
    EXPECT_EQ(read.incomplete, facts::joining_rule::discard);
    EXPECT_EQ(read.duplicate_s, 30U);
    using core::message_class;
    EXPECT_THAT(read.classes,
                ElementsAre(facts::class_rule{.klass = message_class::otp, .tag = 0x1500, .value = "\x01"},
                            facts::class_rule{.klass = message_class::marketing, .sender = "Shop", .priorities = {0}}));
}

TEST(ConfigAccount, ARuleThatCannotBeMeantIsRefused) {
    const auto rule = [](std::string_view text) {
        return mistakes(client_with(account("a",
                                            "password = \"p\"\nclass_max = \"transactional\"\n"
                                            "[[client.account.rule]]\n" +
                                                std::string{text})));
    };
    EXPECT_THAT(rule("class = \"service\"\nsender = \"Shop\"\n"), IsEmpty());
    EXPECT_THAT(rule("class = \"otp\"\nsender = \"Shop\"\n"),
                ElementsAre("kaskad.toml:12:9: client.account.rule.class: goes before the account's class_max"));
    EXPECT_THAT(rule("class = \"service\"\n"), ElementsAre(HasSubstr("client.account.rule: fits every message")));
    EXPECT_THAT(rule("class = \"service\"\ntext = \"x\"\n"), ElementsAre(HasSubstr("write tag")));
    EXPECT_THAT(rule("class = \"service\"\ntag = 0x1500\ntext = \"x\"\nhex = \"01\"\n"),
                ElementsAre(HasSubstr("write either text or hex")));
}

TEST(ConfigAccount, NoClassOfItGoesBeforeTheMost) {
    EXPECT_THAT(mistakes(client_with(account("a", "password = \"p\"\nclass = \"otp\"\nclass_max = \"service\"\n"))),
                ElementsAre(HasSubstr("client.account.class: goes before the account's class_max")));
    EXPECT_THAT(mistakes(client_with(account("a", "password = \"p\"\nclass_max = \"marketing\"\n"))),
                ElementsAre(HasSubstr("client.account: the client's class goes before class_max")));
}

TEST(ConfigAccount, SaysByWhichCascadeItsMessagesGo) {
    const auto result = sealed(
        client_with(account("shop",
                            "password = \"p\"\ncascade = \"order\"\ncascade_name_tag = \"0x1443\"\n"
                            "cascade_order_tag = \"0x1444\"\ncascade_mode_tag = \"0x1437\"\ncascade_step_s = 45\n"
                            "receipt_via_tag = \"0x1406\"\n"
                            "[[client.account.content]]\nchannel = \"viber\"\ntag = \"0x1445\"\n"
                            "[[client.account.content]]\nchannel = \"whatsapp\"\ntag = \"0x1446\"\n")));
    const auto& read = result.declared.clients.at(0).value.accounts.at(0);
    EXPECT_EQ(read.cascade, "order");
    EXPECT_EQ(read.cascade_name_tag, 0x1443);
    EXPECT_EQ(read.cascade_order_tag, 0x1444);
    EXPECT_EQ(read.cascade_mode_tag, 0x1437);
    EXPECT_EQ(read.cascade_step_s, 45U);
    EXPECT_EQ(read.receipt_via_tag, 0x1406);
    EXPECT_THAT(read.content_tags, ElementsAre(facts::content_tag{core::channel::viber, 0x1445},
                                               facts::content_tag{core::channel::whatsapp, 0x1446}));
    const auto plain = sealed(client_with(account("shop", "password = \"p\"\n")));
    EXPECT_NE(plain.declared.clients.at(0).value.digest, result.declared.clients.at(0).value.digest);
}

TEST(ConfigAccount, ACascadeThatCouldNotBeReadIsRefused) {
    const auto mistake = [](const std::string& lines) {
        return mistakes(client_with(account("a", "password = \"p\"\n" + lines + "\n")));
    };
    EXPECT_THAT(mistake("cascade = \"\""), ElementsAre(HasSubstr("client.account.cascade: expected a name")));
    EXPECT_THAT(mistake("cascade_order_tag = \"0x0424\""),
                ElementsAre(HasSubstr("client.account.cascade_order_tag: expected a tag of a vendor's own")));
    EXPECT_THAT(mistake("cascade_name_tag = \"0x1444\"\ncascade_order_tag = \"0x1444\""),
                ElementsAre(HasSubstr("client.account.cascade_order_tag: cascade_name_tag has this tag")));
    EXPECT_THAT(mistake("receipt_via_tag = \"0x1444\"\ncascade_order_tag = \"0x1444\""),
                ElementsAre(HasSubstr("client.account.cascade_order_tag: receipt_via_tag has this tag")));
    EXPECT_THAT(mistake("cascade_mode_tag = \"0x1437\""),
                ElementsAre(HasSubstr("client.account.cascade_mode_tag: is of an order: write cascade_order_tag")));
    EXPECT_THAT(mistake("cascade = \"order\"\ncascade_step_s = 45"),
                ElementsAre(HasSubstr("client.account.cascade_step_s: is of an order")));
}

TEST(ConfigAccount, AContentThatCouldNotBeReadIsRefused) {
    const auto mistake = [](const std::string& lines, const std::string& cascade = "cascade = \"order\"\n") {
        return mistakes(
            client_with(account("a", "password = \"p\"\n" + cascade + "[[client.account.content]]\n" + lines)));
    };
    EXPECT_THAT(mistake("channel = \"sms\"\ntag = \"0x1445\"\n"),
                ElementsAre(HasSubstr("client.account.content.channel: expected one of whatsapp, viber")));
    EXPECT_THAT(mistake("channel = \"viber\"\n"), ElementsAre(HasSubstr("client.account.content.tag")));
    EXPECT_THAT(mistake("channel = \"viber\"\ntag = \"0x1445\"\n", ""),
                ElementsAre(HasSubstr("client.account.content: goes by a cascade: write cascade")));
    const std::string first = "channel = \"viber\"\ntag = \"0x1445\"\n[[client.account.content]]\n";
    EXPECT_THAT(mistake(first + "channel = \"viber\"\ntag = \"0x1446\"\n"),
                ElementsAre(HasSubstr("client.account.content.channel: another content is for this channel")));
    EXPECT_THAT(mistake(first + "channel = \"push\"\ntag = \"0x1445\"\n"),
                ElementsAre(HasSubstr("client.account.content.tag: content.tag has this tag")));
}

TEST(ConfigAccount, OneSystemIdIsOneAccount) {
    EXPECT_THAT(mistakes(client_with(account("shop") + account("shop"))),
                ElementsAre("kaskad.toml:11:13: client.account.system_id: \"shop\" stands already on line 8"));
}

TEST(ConfigAccount, NeedsOnePasswordInOneForm) {
    EXPECT_THAT(mistakes(client_with(account("a", ""))),
                ElementsAre(HasSubstr("client.account: write either password or password_hash")));
    EXPECT_THAT(mistakes(client_with(account("a", "password_hash = \"plain\"\n"))),
                ElementsAre(HasSubstr("client.account.password_hash: expected scrypt$16384$8$1$SALT$HASH")));
    EXPECT_THAT(mistakes(client_with(account("a", "password = \"p\"\naddresses = [\"10.0.0.0/33\"]\n"))),
                ElementsAre(HasSubstr("client.account.addresses: expected an address or a block")));
}

TEST(ConfigAccount, ASystemIdIsAsLongAsSmppAllows) {
    EXPECT_THAT(mistakes(client_with(account("123456789012345"))), IsEmpty());
    EXPECT_THAT(mistakes(client_with(account("1234567890123456"))),
                ElementsAre(HasSubstr("must have at most 15 octets")));
}

TEST(ConfigAccount, WithoutAServerItIsWarnedOf) {
    const auto result = read("[[client]]\nname = \"c\"\ncurrency = \"EUR\"\n" + account("shop") +
                             "[[price]]\ndefault = true\nprice = \"1\"\ncurrency = \"EUR\"\n");
    ASSERT_TRUE(result);
    EXPECT_THAT(lines_of(result->warnings), ElementsAre(HasSubstr("[smpp] enabled is false: nobody can bind")));
}

TEST(ConfigAccount, TheServersTlsOptionsGoTogether) {
    EXPECT_THAT(mistakes("[smpp]\ntls_client_ca = \"ca.pem\"\n", {{"ca.pem", "x"}}),
                ElementsAre(HasSubstr("smpp.tls_client_ca: needs tls_certificate")));
    EXPECT_THAT(mistakes("[smpp]\ntls_certificate = \"c.pem\"\n", {{"c.pem", "x"}}),
                ElementsAre(HasSubstr("tls_certificate and tls_key go together")));
}

}  // namespace
}  // namespace kaskad::config
