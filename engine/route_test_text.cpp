#include "engine/route_test_text.hpp"

#include "core/assert.hpp"

#include <string_view>

namespace kaskad::engine {

namespace {

// 32 of them, without I, L, O and U: Crockford's.
constexpr std::string_view LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t MIXED = 5;  // letters of the test
constexpr uint32_t PLACES = 32;

uint64_t mixed(uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

// Six digits out of the tag.
std::string code_of(const std::string& tag) {
    uint64_t value = 0;
    for (const char letter : tag)
        value = value * LETTERS.size() + LETTERS.find(letter);
    return std::to_string(100'000 + mixed(value) % 900'000);
}

}  // namespace

// The letters before the last two are the test's, those two the place's.
std::string make_test_tag(uint64_t test, uint32_t place) {
    ASSERT(place < PLACES * PLACES);
    std::string tag;
    auto rest = mixed(test + 1);
    for (size_t letter = 0; letter < MIXED; ++letter, rest /= LETTERS.size())
        tag += LETTERS[rest % LETTERS.size()];
    tag += LETTERS[place / PLACES];
    tag += LETTERS[place % PLACES];
    return tag;
}

std::string make_test_text(facts::test_text kind, const std::string& tag) {
    switch (kind) {
        case facts::test_text::latin:
            return "Kaskad route test " + tag + ": @ _ $ % & ( ) = + ? ! ÄÖÜ ñ é € [brackets] {braces} ~ end";
        case facts::test_text::cyrillic:
            return "Проверка связи " + tag +
                   ". Это длинное сообщение из трёх частей: телефон должен показать его целиком, одним текстом, без "
                   "пропусков и повторов. Отвечать на него не нужно. Конец.";
        case facts::test_text::emoji:
            return "Emoji " + tag +
                   " \U0001F44D\U0001F3FD \U0001F1E9\U0001F1EA \U0001F468\u200D\U0001F469\u200D\U0001F467 end";
        case facts::test_text::url:
            return "Route test " + tag + ": https://example.com/path/" + tag + "?a=1&b=two#three end";
        case facts::test_text::code:
            return "Your code is " + code_of(tag) + ". It is valid for 5 minutes. Ref " + tag;
    }
    ASSERT(false);
}

}  // namespace kaskad::engine
