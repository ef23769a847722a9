#include "channels/channel_text.hpp"

#include <gtest/gtest.h>

namespace kaskad::channels {

using word = facts::channel_heard::word;

TEST(ChannelText, IsCutBetweenCharacters) {
    EXPECT_EQ(kept_words("Анна", 5), "Ан");
    EXPECT_EQ(kept_words("Анна", 8), "Анна");
    EXPECT_EQ(kept_words("a\U0001F600b", 4), "a");
    EXPECT_EQ(kept_words("a\U0001F600b", 5), "a\U0001F600");
    EXPECT_EQ(kept_words(std::string(300, 'x')).size(), 255u);
}

// RFC 3629: overlong forms, surrogates, and what lies beyond U+10FFFF are no characters.
TEST(ChannelText, IsAlwaysUtf8) {
    EXPECT_EQ(kept_words("a\xFFz"), "a?z");
    EXPECT_EQ(kept_words("\xC0\x80"), "??");
    EXPECT_EQ(kept_words("\xE0\x80\x80"), "???");
    EXPECT_EQ(kept_words("\xED\xA0\x80"), "???");
    EXPECT_EQ(kept_words("\xF4\x90\x80\x80"), "????");
    EXPECT_EQ(kept_words("\xD0"), "?");
    EXPECT_EQ(kept_words("\xF4\x8F\xBF\xBF"), "\xF4\x8F\xBF\xBF");
}

TEST(ChannelText, LongIdsAreNone) {
    EXPECT_EQ(kept_id(std::string(255, 'i')).size(), 255u);
    EXPECT_EQ(kept_id(std::string(256, 'i')), "");
}

TEST(ChannelText, EvidenceIsTheBeginning) {
    EXPECT_EQ(kept_evidence("\xFF raw"), "\xFF raw");
    EXPECT_EQ(kept_evidence(std::string(5'000, 'x')).size(), 4'096u);
}

TEST(ChannelText, NumbersAreDigits) {
    EXPECT_EQ(digits_of("79161234567"), "79161234567");
    EXPECT_EQ(digits_of("+79161234567"), "79161234567");
    for (const auto* text : {"", "+", "++7", "7916 1234567", "anna", "1234567890123456"})
        EXPECT_EQ(digits_of(text), "") << text;
}

TEST(ChannelText, CharactersAreNoOctets) {
    EXPECT_EQ(count_characters("Анна\U0001F600"), 5u);
}

TEST(ChannelText, TimesAreOurs) {
    EXPECT_EQ(utc_of_seconds(1'698'266'945), 1'698'266'945'000);
    EXPECT_EQ(utc_of_milliseconds(1'700'000'000'000), 1'700'000'000'000);
    for (const auto odd : {std::optional<int64_t>{}, std::optional<int64_t>{-1}, std::optional<int64_t>{INT64_MAX}}) {
        EXPECT_EQ(utc_of_seconds(odd), 0);
        EXPECT_EQ(utc_of_milliseconds(odd), 0);
    }
}

TEST(ChannelText, KnowsThatSomebodyWantsNoMore) {
    for (const auto* text : {"STOP", "stop", " Stop. ", "\"stop\"", "/stop", "StopAll", "UNSUBSCRIBE", "СТОП", "стоп!",
                             "Отписаться", "ОТПИСКА"})
        EXPECT_EQ(meaning_of(text), word::opted_out) << text;
    for (const auto* text : {"START", "/start", "unstop", "Старт", "ПОДПИСАТЬСЯ"})
        EXPECT_EQ(meaning_of(text), word::opted_in) << text;
}

// Whoever asks a shop to cancel an order does not ask for silence.
TEST(ChannelText, TakesOtherTextsAsTexts) {
    for (const auto* text : {"", " ", "...", "stop it please", "don't stop", "/start 17ab", "cancel", "end", "quit",
                             "нет", "стопка", "\xD0", "stop\xD0"})
        EXPECT_EQ(meaning_of(text), word::text) << text;
    EXPECT_EQ(meaning_of(std::string(10'000, 's')), word::text);
}

}  // namespace kaskad::channels
