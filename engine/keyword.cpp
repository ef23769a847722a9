#include "engine/keyword.hpp"

#include "smpp/letter_case.hpp"
#include "smpp/unicode.hpp"

namespace kaskad::engine {

namespace {

constexpr std::string_view MARKS = ".,!?;:";
constexpr char32_t NO_BREAK_SPACE = 0xA0;

struct capitals {
    char32_t first;
    char32_t last;
    char32_t distance;  // to the small letter
};

// Letters of the alphabets in which people write keywords; all others are only themselves.
constexpr capitals CAPITALS[] = {
    {0xC0, 0xD6, 0x20},   {0xD8, 0xDE, 0x20},    // Latin-1
    {0x391, 0x3A9, 0x20},                        // Greek
    {0x400, 0x40F, 0x50}, {0x410, 0x42F, 0x20},  // Cyrillic
    {0x531, 0x556, 0x30},                        // Armenian
};

char32_t to_small(char32_t letter) {
    if (letter < 0x80) return static_cast<char32_t>(smpp::to_lower(static_cast<char>(letter)));
    for (const auto& range : CAPITALS) {
        if (letter >= range.first && letter <= range.last) return letter + range.distance;
    }
    // In Latin Extended-A and in the rest of Cyrillic each capital stands before its small letter.
    const bool is_even = (letter >= 0x100 && letter <= 0x137) || (letter >= 0x14A && letter <= 0x177) ||
                         (letter >= 0x460 && letter <= 0x481) || (letter >= 0x48A && letter <= 0x4BF);
    const bool is_odd = (letter >= 0x139 && letter <= 0x148) || (letter >= 0x179 && letter <= 0x17E);
    if (is_even) return letter | 1U;
    return is_odd ? letter + letter % 2 : letter;
}

bool is_space(char32_t letter) {
    return letter <= U' ' || letter == NO_BREAK_SPACE;
}

void end_word(std::string& folded, size_t begin) {
    while (folded.size() > begin && MARKS.contains(folded.back()))
        folded.pop_back();
    if (folded.size() > begin) folded += ' ';
}

}  // namespace

std::string fold_words(std::string_view text) {
    std::string folded;
    size_t begin = 0;
    smpp::utf8_reader reader{text};
    while (const auto letter = reader.next()) {
        if (!is_space(*letter)) {
            smpp::append_utf8(folded, to_small(*letter));
            continue;
        }
        end_word(folded, begin);
        begin = folded.size();
    }
    end_word(folded, begin);
    return folded;
}

}  // namespace kaskad::engine
