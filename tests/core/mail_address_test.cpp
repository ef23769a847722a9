#include "core/mail_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaskad::core {

TEST(MailAddress, IsWhatPeopleHave) {
    for (const auto* text : {"ann@people.example", "a@b.c", "first.last+tag@sub.people.example",
                             "o'neil@people.example", "user@xn--e1afmkfd.xn--p1ai", "1@2.example"})
        EXPECT_TRUE(is_mail_address(text)) << text;
}

TEST(MailAddress, IsNothingElse) {
    for (const auto* text : {"",
                             "ann",
                             "@people.example",
                             "ann@",
                             "ann@people",
                             "ann@@people.example",
                             "a@b@people.example",
                             ".ann@people.example",
                             "ann.@people.example",
                             "a..b@people.example",
                             "ann@.example",
                             "ann@people..example",
                             "ann@-people.example",
                             "ann@people-.example",
                             "ann@people.example.",
                             "ann @people.example",
                             "ann@people.example\r\nBcc: bob@people.example",
                             "Ann <ann@people.example>",
                             "<ann@people.example>",
                             "\"ann b\"@people.example",
                             "ann@[127.0.0.1]",
                             "ann@people_x.example",
                             "анна@people.example",
                             "ann@пример.рф",
                             "ann,bob@people.example"})
        EXPECT_FALSE(is_mail_address(text)) << text;
}

// RFC 5321 §4.5.3.1.1, RFC 1035 §2.3.4 and RFC 5321 §4.5.3.1.3.
TEST(MailAddress, HasBounds) {
    EXPECT_TRUE(is_mail_address(std::string(64, 'a') + "@b.example"));
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@b.example"));
    EXPECT_TRUE(is_mail_address("a@" + std::string(63, 'b') + ".example"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(64, 'b') + ".example"));
    std::string domain;
    while (domain.size() < 246)
        domain += "b.";
    EXPECT_TRUE(is_mail_address("aaaaa@" + domain + "cc"));
    EXPECT_FALSE(is_mail_address("aaaaaa@" + domain + "cc"));
}

TEST(MailAddress, HasADomain) {
    EXPECT_EQ(domain_of_mail("ann@people.example"), "people.example");
    EXPECT_EQ(domain_of_mail("people.example"), "");
}

}  // namespace kaskad::core
