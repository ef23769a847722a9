#include "core/channel.hpp"

#include "core/person_word.hpp"

#include <gtest/gtest.h>

namespace kaskad::core {

// The numbers are stored and the words are public: this list only grows.
TEST(CoreChannel, NamesAndNumbersAreStable) {
    constexpr std::string_view NAMES[] = {"sms", "whatsapp", "viber", "telegram", "push", "voice", "email", "other"};
    for (size_t number = 0; number < std::size(NAMES); ++number) {
        EXPECT_EQ(to_string(static_cast<channel>(number)), NAMES[number]);
        EXPECT_EQ(parse_channel(NAMES[number]), static_cast<channel>(number));
    }
    EXPECT_EQ(static_cast<size_t>(CHANNEL_LAST) + 1, std::size(NAMES));
    EXPECT_FALSE(parse_channel("SMS"));
    EXPECT_FALSE(parse_channel(""));
}

TEST(CorePersonWord, OnlyTheWordAloneIsMeant) {
    for (const auto* text : {"STOP", " stop! ", "/stop", "Stop all", "СТОП", "отписаться", "\"Unsubscribe\""})
        EXPECT_EQ(read_person_word(text), person_word::opts_out) << text;
    for (const auto* text : {"START", "старт", "unstop"})
        EXPECT_EQ(read_person_word(text), person_word::opts_in) << text;
    for (const auto* text : {"", "  ", "stop it please", "bus stop", "cancel", "end", "1"})
        EXPECT_EQ(read_person_word(text), person_word::none) << text;
}

}  // namespace kaskad::core
