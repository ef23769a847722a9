#include "smpp/transliteration.hpp"

#include "smpp/unicode.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace kaskad::smpp {

namespace {

struct range_to {
    char32_t first;
    char32_t last;
    std::string_view to;
};

constexpr std::array QUOTES{
    range_to{0x00AB, 0x00AB, "\""}, range_to{0x00B4, 0x00B4, "'"},  range_to{0x00BB, 0x00BB, "\""},
    range_to{0x2018, 0x201B, "'"},  range_to{0x201C, 0x201F, "\""}, range_to{0x2032, 0x2032, "'"},
    range_to{0x2033, 0x2033, "\""}, range_to{0x2039, 0x203A, "'"},
};
constexpr std::array DASHES{range_to{0x2010, 0x2015, "-"}, range_to{0x2212, 0x2212, "-"}};
constexpr std::array SPACES{range_to{0x00A0, 0x00A0, " "}, range_to{0x2000, 0x200A, " "}, range_to{0x202F, 0x202F, " "},
                            range_to{0x205F, 0x205F, " "}, range_to{0x3000, 0x3000, " "}};
constexpr std::array ELLIPSIS{range_to{0x2026, 0x2026, "..."}};

// ICAO Doc 9303 (8th edition), part 3, section 6 B "Transliteration of Cyrillic characters", the capitals from U+0410;
// the soft sign is not in the table and stands for nothing.
constexpr std::array<std::string_view, 32> LETTERS{"A",  "B",  "V",  "G",    "D",  "E", "ZH", "Z", "I",  "I", "K",
                                                   "L",  "M",  "N",  "O",    "P",  "R", "S",  "T", "U",  "F", "KH",
                                                   "TS", "CH", "SH", "SHCH", "IE", "Y", "",   "E", "IU", "IA"};

// The same table's letters from U+0400 of other languages.
constexpr std::array OTHER_LETTERS{
    range_to{0x0401, 0x0401, "E"},  range_to{0x0402, 0x0402, "D"},  range_to{0x0404, 0x0404, "IE"},
    range_to{0x0405, 0x0405, "DZ"}, range_to{0x0406, 0x0407, "I"},  range_to{0x0408, 0x0408, "J"},
    range_to{0x0409, 0x0409, "LJ"}, range_to{0x040A, 0x040A, "NJ"}, range_to{0x040C, 0x040C, "K"},
    range_to{0x040E, 0x040E, "U"},  range_to{0x040F, 0x040F, "DZ"}, range_to{0x0490, 0x0490, "G"},
    range_to{0x0492, 0x0492, "F"},
};

std::optional<std::string_view> find_in(std::span<const range_to> table, char32_t code_point) {
    for (const auto& [first, last, to] : table)
        if (code_point >= first && code_point <= last) return to;
    return std::nullopt;
}

bool is_small_letter(char32_t code_point) {
    if (code_point >= 0x0430 && code_point <= 0x045F) return true;
    return (code_point == 0x0491 || code_point == 0x0493);
}

char32_t to_capital(char32_t code_point) {
    if (code_point >= 0x0450 && code_point <= 0x045F) return code_point - 0x50;
    if (code_point >= 0x0430 && code_point <= 0x044F) return code_point - 0x20;
    return code_point - 1;
}

bool is_capital(char32_t code_point) {
    return (code_point >= 'A' && code_point <= 'Z') || (code_point >= 0x0400 && code_point <= 0x042F) ||
           code_point == 0x0490 || code_point == 0x0492;
}

std::optional<std::string_view> find_capital(char32_t capital) {
    if (capital >= 0x0410 && capital < 0x0410 + LETTERS.size()) return LETTERS[capital - 0x0410];
    return find_in(OTHER_LETTERS, capital);
}

std::string lower_from(std::string_view letters, size_t place) {
    std::string result{letters};
    std::transform(result.begin() + static_cast<std::ptrdiff_t>(std::min(place, result.size())), result.end(),
                   result.begin() + static_cast<std::ptrdiff_t>(std::min(place, result.size())),
                   [](char letter) { return static_cast<char>(letter - 'A' + 'a'); });
    return result;
}

struct neighbours {
    char32_t previous = 0;
    char32_t next = 0;

    // Within a word of capitals, or at its end.
    bool are_capitals() const {
        return is_capital(next) || (is_capital(previous) && !is_small_letter(next) && !(next >= 'a' && next <= 'z'));
    }
};

// "Щ" is "SHCH" among capitals, else "Shch".
std::optional<std::string> find_letter(char32_t code_point, const neighbours& around) {
    const bool is_small = is_small_letter(code_point);
    const auto letters = find_capital(is_small ? to_capital(code_point) : code_point);
    if (!letters) return std::nullopt;
    if (is_small) return lower_from(*letters, 0);
    return around.are_capitals() ? std::string{*letters} : lower_from(*letters, 1);
}

bool has(transliteration_set kinds, transliteration kind) {
    return (kinds & set_of(kind)) != 0;
}

std::optional<std::string> find_replacement(char32_t code_point, const neighbours& around, transliteration_set kinds) {
    const auto look = [&](transliteration kind, std::span<const range_to> table) {
        return has(kinds, kind) ? find_in(table, code_point) : std::nullopt;
    };
    for (const auto found : {look(transliteration::quotes, QUOTES), look(transliteration::dashes, DASHES),
                             look(transliteration::spaces, SPACES), look(transliteration::ellipsis, ELLIPSIS)})
        if (found) return std::string{*found};
    return has(kinds, transliteration::cyrillic) ? find_letter(code_point, around) : std::nullopt;
}

void note(std::vector<replacement>& replaced, std::string from, const std::string& to) {
    const auto found =
        std::ranges::find_if(replaced, [&](const replacement& each) { return each.from == from && each.to == to; });
    if (found != replaced.end()) {
        ++found->times;
    } else {
        replaced.push_back({std::move(from), to, 1});
    }
}

}  // namespace

std::string_view to_string(transliteration value) {
    static constexpr std::array<std::string_view, 5> NAMES{"quotes", "dashes", "spaces", "ellipsis", "cyrillic"};
    return NAMES[static_cast<size_t>(value)];
}

transliterated transliterate(std::string_view text, transliteration_set kinds) {
    transliterated result;
    result.text.reserve(text.size());
    utf8_reader reader{text};
    auto code_point = reader.next();
    char32_t previous = 0;
    while (code_point) {
        const auto next = reader.next();
        std::string from;
        append_utf8(from, *code_point);
        if (const auto to = find_replacement(*code_point, {previous, next.value_or(0)}, kinds)) {
            result.text += *to;
            note(result.replaced, std::move(from), *to);
        } else {
            result.text += from;
        }
        previous = *code_point;
        code_point = next;
    }
    return result;
}

}  // namespace kaskad::smpp
