#include "smpp/transliteration.hpp"

#include "smpp/segmentation.hpp"

#include <gmock/gmock.h>

namespace kaskad::smpp {

namespace {

constexpr transliteration_set EVERYTHING = 0x1F;
constexpr transliteration_set CYRILLIC = set_of(transliteration::cyrillic);

std::string changed(std::string_view text, transliteration_set kinds = EVERYTHING) {
    return transliterate(text, kinds).text;
}

}  // namespace

TEST(SmppTransliteration, DoesEachKindAlone) {
    const std::string text = "«a» – b\u00A0c…";
    EXPECT_EQ(changed(text, 0), text);
    EXPECT_EQ(changed(text, set_of(transliteration::quotes)), "\"a\" – b\u00A0c…");
    EXPECT_EQ(changed(text, set_of(transliteration::dashes)), "«a» - b\u00A0c…");
    EXPECT_EQ(changed(text, set_of(transliteration::spaces)), "«a» – b c…");
    EXPECT_EQ(changed(text, set_of(transliteration::ellipsis)), "«a» – b\u00A0c...");
    EXPECT_EQ(changed(text), "\"a\" - b c...");
    EXPECT_EQ(changed("‘it’s’ ‚x‛ ‹y› “z” „q‟ 5′ 6″"), "'it's' 'x' 'y' \"z\" \"q\" 5' 6\"");
    EXPECT_EQ(changed("a‐b‑c‒d–e—f―g−h"), "a-b-c-d-e-f-g-h");
}

// ICAO Doc 9303 part 3, section 6 B.
TEST(SmppTransliteration, WritesCyrillicByThePublishedTable) {
    EXPECT_EQ(changed("абвгдежзийклмнопрстуфхцчшщъыьэюя", CYRILLIC), "abvgdezhziiklmnoprstufkhtschshshchieyeiuia");
    EXPECT_EQ(changed("Ваш код 1234. Никому не говорите!", CYRILLIC), "Vash kod 1234. Nikomu ne govorite!");
    EXPECT_EQ(changed("ёЁ ђ є ѕ і ї ј љ њ ќ ў џ ґ ғ", CYRILLIC), "eE d ie dz i i j lj nj k u dz g f");
}

TEST(SmppTransliteration, KeepsTheCaseOfAWord) {
    EXPECT_EQ(changed("Щука", CYRILLIC), "Shchuka");
    EXPECT_EQ(changed("ЩУКА", CYRILLIC), "SHCHUKA");
    EXPECT_EQ(changed("БОРЩ", CYRILLIC), "BORSHCH");
    EXPECT_EQ(changed("Я", CYRILLIC), "Ia");
}

TEST(SmppTransliteration, TellsWhatItReplaced) {
    const auto done = transliterate("“да” “да”", EVERYTHING);
    EXPECT_EQ(done.text, "\"da\" \"da\"");
    EXPECT_THAT(done.replaced, testing::ElementsAre(replacement{"“", "\"", 2}, replacement{"д", "d", 2},
                                                    replacement{"а", "a", 2}, replacement{"”", "\"", 2}));
    EXPECT_TRUE(transliterate("plain", EVERYTHING).replaced.empty());
}

TEST(SmppTransliteration, ReachesCountAndWireOnlyWhereItSaves) {
    const text_terms terms{.transliterations = EVERYTHING};
    const std::string text = "Ваш код: 1234";
    EXPECT_EQ(count_parts(text)->coding, encoding::ucs2);
    EXPECT_EQ(count_parts(text, terms)->coding, encoding::gsm7);
    EXPECT_EQ(count_parts(text, terms)->units, 14U);
    const auto cut = segment(text, {terms});
    EXPECT_EQ(cut->parts[0].octets, "Vash kod: 1234");
    EXPECT_EQ(cut->replaced.size(), find_replacements(text, terms).size());
    EXPECT_EQ(cut->replaced.size(), 6U);
    // One character keeps it UCS-2: then nothing is replaced.
    EXPECT_TRUE(find_replacements("«日»", terms).empty());
    EXPECT_EQ(segment("«日»", {terms})->units, 3U);
    // What is GSM 7-bit already stays as it is.
    EXPECT_TRUE(find_replacements("a - \"b\"", terms).empty());
}

}  // namespace kaskad::smpp
