#include "core/person_word.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace kaskad::core {

namespace {

constexpr size_t COMMAND_MAX = 64;  // octets

// Of ASCII and Cyrillic, U+0410 to U+042F.
std::string lower(std::string_view text) {
    std::string result{text};
    for (size_t i = 0; i < result.size(); ++i) {
        const auto c = static_cast<uint8_t>(result[i]);
        if (c >= 'A' && c <= 'Z') result[i] = static_cast<char>(c + 0x20);
        if (c != 0xD0 || i + 1 == result.size()) continue;
        const auto next = static_cast<uint8_t>(result[i + 1]);
        if (next >= 0x90 && next <= 0x9F) result[i + 1] = static_cast<char>(next + 0x20);
        if (next >= 0xA0 && next <= 0xAF) {
            result[i] = static_cast<char>(0xD1);
            result[i + 1] = static_cast<char>(next - 0x20);
        }
    }
    return result;
}

}  // namespace

person_word read_person_word(std::string_view text) {
    static constexpr std::array<std::string_view, 8> OUT{"stop", "stopall",    "stop all", "unsubscribe",
                                                         "стоп", "отписаться", "отписка",  "отпишите"};
    static constexpr std::array<std::string_view, 5> IN{"start", "unstop", "subscribe", "старт", "подписаться"};
    constexpr std::string_view AROUND = " \t\r\n.,!\"'";
    const auto begin = text.find_first_not_of(AROUND);
    if (begin == text.npos) return person_word::none;
    text = text.substr(begin, text.find_last_not_of(AROUND) - begin + 1);
    if (text.starts_with('/')) text.remove_prefix(1);
    if (text.size() > COMMAND_MAX) return person_word::none;
    const auto said = lower(text);
    if (std::ranges::find(OUT, said) != OUT.end()) return person_word::opts_out;
    return std::ranges::find(IN, said) != IN.end() ? person_word::opts_in : person_word::none;
}

}  // namespace kaskad::core
