#include "core/address.hpp"

#include <gtest/gtest.h>

namespace kaskad::core {

namespace {

const national_prefix NONE;
const national_prefix GERMAN{"0", "49"};
const national_prefix RUSSIAN{"8", "7"};

}  // namespace

TEST(CoreRecipient, ComesToOneForm) {
    struct {
        std::string_view text;
        national_prefix home;
        std::string_view digits;
    } const table[] = {
        {"491512345678", NONE, "491512345678"},
        {"+49 151 2345678", NONE, "491512345678"},
        {"0049 (151) 23-45-678", NONE, "491512345678"},
        {"(+49) 151/2345.678", NONE, "491512345678"},
        {"0151 2345678", GERMAN, "491512345678"},
        {"+49 151 2345678", GERMAN, "491512345678"},
        {"0049 151 2345678", GERMAN, "491512345678"},
        {"34600123456", GERMAN, "34600123456"},
        {"8 (916) 123-45-67", RUSSIAN, "79161234567"},
        {"+86 139 1234 5678", RUSSIAN, "8613912345678"},
        {"12345678", NONE, "12345678"},
        {"123456789012345", NONE, "123456789012345"},
    };
    for (const auto& [text, home, digits] : table) {
        const auto read = parse_recipient(text, home);
        ASSERT_TRUE(read.has_value()) << text << ": " << read.error();
        EXPECT_EQ(read->digits, digits) << text;
    }
}

TEST(CoreRecipient, RefusesWhatIsNoNumber) {
    for (const std::string_view text :
         {"", "+", "00", "1234567", "1234567890123456", "+49151abc4567", "++491512345678", "49+1512345678",
          "491512345678#", "0151 2345678", "+0049 1512345678", "00049 1512345678",
          "\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4\xD9\xA5\xD9\xA6\xD9\xA7\xD9\xA8", "491512345678\n",
          "491512345678;49151234567"}) {
        EXPECT_FALSE(parse_recipient(text, NONE).has_value()) << text;
    }
    EXPECT_FALSE(parse_recipient(std::string_view{"4915123\0"
                                                  "45678",
                                                  13},
                                 NONE)
                     .has_value());
}

TEST(CoreRecipient, ReadsNoMoreThan64Characters) {
    const std::string digits = "491512345678";
    EXPECT_TRUE(parse_recipient(std::string(64 - digits.size(), ' ') + digits, NONE).has_value());
    EXPECT_FALSE(parse_recipient(std::string(65 - digits.size(), ' ') + digits, NONE).has_value());
}

TEST(CoreRecipient, SaysHowManyDigitsItSaw) {
    EXPECT_NE(parse_recipient("12345", NONE).error().find("5"), std::string::npos);
}

TEST(CoreSender, NumbersLoseTheirPlus) {
    for (const auto& [text, expected] : {std::pair{"+491512345678", "491512345678"},
                                         {"12345", "12345"},
                                         {"1", "1"},
                                         {"123456789012345", "123456789012345"}}) {
        EXPECT_EQ(parse_sender(text), (sender{sender_kind::numeric, expected})) << text;
    }
    EXPECT_FALSE(parse_sender("1234567890123456").has_value());
    EXPECT_FALSE(parse_sender("+1234567890123456").has_value());
}

TEST(CoreSender, NamesHaveUpTo11Characters) {
    for (const std::string text :
         {"Kaskad", "A", "My Shop", "AT&T", "7-Eleven", "Pay!", "O'Neil", "a_b.c+d", "12345678901a"}) {
        const auto read = parse_sender(text);
        if (text.size() > 11) {
            EXPECT_FALSE(read.has_value()) << text;
        } else {
            EXPECT_EQ(read, (sender{sender_kind::alphanumeric, text})) << text;
        }
    }
    EXPECT_TRUE(parse_sender("ABCDEFGHIJK").has_value());
    EXPECT_FALSE(parse_sender("ABCDEFGHIJKL").has_value());
}

TEST(CoreSender, RefusesWhatNoPhoneShows) {
    for (const auto text :
         {"", "+", " ", " Shop", "Shop ", "--", "12-34", "Caf\xC3\xA9", "A\tB", "A,B", "A\"B", "<b>"}) {
        EXPECT_FALSE(parse_sender(text).has_value()) << text;
    }
}

}  // namespace kaskad::core
