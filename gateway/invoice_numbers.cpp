#include "gateway/invoice_numbers.hpp"

#include "engine/keyword.hpp"
#include "smpp/unicode.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr size_t DIGITS_MAX = 18;

std::u32string to_letters(std::string_view text) {
    std::u32string letters;
    smpp::utf8_reader reader{text};
    while (const auto letter = reader.next())
        letters += *letter;
    return letters;
}

bool is_digit(char32_t letter) {
    return letter >= U'0' && letter <= U'9';
}

// Signs lie below Latin-1's letters and, as quotes and №, from U+2000 on; what else lies above ASCII is a letter.
bool is_letter(char32_t letter) {
    if (letter < 0x80) return letter >= U'a' && letter <= U'z';
    return (letter >= 0xC0 && letter < 0x2000) || letter >= 0x2C00;
}

bool is_part_of_word(char32_t letter) {
    return is_letter(letter) || is_digit(letter) || letter == U'-' || letter == U'_';
}

size_t skip_spaces(const std::u32string& text, size_t at) {
    while (at < text.size() && text[at] == U' ')
        ++at;
    return at;
}

// "RE-2026-0012": "2026" is not the number of an invoice "RE-", even with space before the next part.
bool ends_there(const std::u32string& text, size_t at) {
    if (at < text.size() && is_part_of_word(text[at])) return false;
    at = skip_spaces(text, at);
    const bool is_joined = at + 1 < text.size() && (text[at] == U'-' || text[at] == U'_');
    return !is_joined || !(is_letter(text[at + 1]) || is_digit(text[at + 1]));
}

// Behind it; 0 = it does not begin there.
size_t skip_prefix(const std::u32string& text, size_t at, const std::u32string& prefix) {
    for (const auto letter : prefix) {
        at = skip_spaces(text, at);
        if (at == text.size() || text[at] != letter) return 0;
        ++at;
    }
    return skip_spaces(text, at);
}

// Folded as texts are. The digit behind it keeps the marks at its end, which are dropped at the end of a word.
std::u32string fold_prefix(const std::string& prefix) {
    auto letters = to_letters(engine::fold_words(prefix + "0"));
    std::erase(letters, U' ');
    if (!letters.empty()) letters.pop_back();
    return letters;
}

}  // namespace

invoice_numbers::invoice_numbers(const std::vector<std::string>& prefixes) {
    const std::set<std::string> different{prefixes.begin(), prefixes.end()};
    for (const auto& prefix : different) {
        auto letters = fold_prefix(prefix);
        if (std::ranges::any_of(letters, is_letter)) prefixes_.push_back({prefix, std::move(letters)});
    }
}

size_t invoice_numbers::match(const std::u32string& text, size_t begin, std::vector<named_invoice>& into) const {
    size_t furthest = 0;
    for (const auto& [given, letters] : prefixes_) {
        const auto digits = skip_prefix(text, begin, letters);
        if (digits == 0) continue;
        auto end = digits;
        uint64_t number = 0;
        for (; end < text.size() && is_digit(text[end]) && end - digits < DIGITS_MAX; ++end)
            number = number * 10 + (text[end] - U'0');
        if (number == 0 || !ends_there(text, end)) continue;
        const named_invoice one{given, number};
        if (std::ranges::find(into, one) == into.end()) into.push_back(one);
        furthest = std::max(furthest, end);
    }
    return furthest;
}

std::vector<named_invoice> invoice_numbers::find(std::string_view text) const {
    const auto letters = to_letters(engine::fold_words(text));
    std::vector<named_invoice> found;
    for (size_t at = 0; at < letters.size();) {
        const bool begins = letters[at] != U' ' && (at == 0 || !is_part_of_word(letters[at - 1]));
        const auto end = begins ? match(letters, at, found) : 0;
        at = end != 0 ? end : at + 1;
    }
    return found;
}

}  // namespace kaskad::gateway
