#include "smpp/receipt_text.hpp"

#include "smpp/digits.hpp"
#include "smpp/letter_case.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kaskad::smpp {

namespace {

enum class extent : uint8_t { word, date, rest };

struct keyword {
    std::string_view word;  // lower case, "_" = an optional space or underscore
    receipt_field member;
    extent value;
};

constexpr std::array KEYWORDS{
    keyword{"id:", &receipt_fields::id, extent::word},
    keyword{"sub:", &receipt_fields::sub, extent::word},
    keyword{"dlvrd:", &receipt_fields::dlvrd, extent::word},
    keyword{"submit_date:", &receipt_fields::submit_date, extent::date},
    keyword{"done_date:", &receipt_fields::done_date, extent::date},
    keyword{"stat:", &receipt_fields::stat, extent::word},
    keyword{"err:", &receipt_fields::err, extent::word},
    keyword{"text:", &receipt_fields::text, extent::rest},
};
constexpr const keyword& TEXT = KEYWORDS.back();

constexpr bool is_first_letter(char letter) {
    return letter == 'i' || letter == 's' || letter == 'd' || letter == 'e' || letter == 't';
}
static_assert(std::ranges::all_of(KEYWORDS, [](const keyword& each) { return is_first_letter(each.word.front()); }));

bool is_word_letter(char letter) {
    return is_digit(letter) || (to_lower(letter) >= 'a' && to_lower(letter) <= 'z');
}

bool is_space(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '\0';
}

// How many characters of text the word takes, of which the first letter is there; 0 = it is another word.
size_t match(std::string_view text, std::string_view word) {
    size_t taken = 1;
    for (const char letter : word.substr(1)) {
        if (letter == '_') {
            if (taken < text.size() && (text[taken] == ' ' || text[taken] == '_')) ++taken;
            continue;
        }
        if (taken == text.size() || to_lower(text[taken]) != letter) return 0;
        ++taken;
    }
    return taken;
}

struct occurrence {
    const keyword* word = nullptr;
    size_t begin = 0;
    size_t value = 0;  // where the value begins
};

// The first keyword at or after `from`; "mid:" is not "id:".
occurrence find_keyword(std::string_view text, size_t from) {
    for (size_t at = from; at < text.size(); ++at) {
        const char first = to_lower(text[at]);
        if (!is_first_letter(first) || (at > 0 && is_word_letter(text[at - 1]))) continue;
        for (const auto& candidate : KEYWORDS) {
            if (candidate.word.front() != first) continue;
            if (const size_t length = match(text.substr(at), candidate.word)) return {&candidate, at, at + length};
        }
    }
    return {nullptr, text.size(), text.size()};
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string_view first_word(std::string_view text) {
    return text.substr(0, static_cast<size_t>(std::ranges::find_if(text, is_space) - text.begin()));
}

// "2025-05-23 20:39:11" is two words, but of "2505232039 20 bottles" only the first is the date.
std::string_view first_date(std::string_view text) {
    const auto day = first_word(text);
    const auto time = first_word(trim(text.substr(day.size())));
    constexpr std::string_view TIME_LETTERS = "0123456789:.";
    const bool is_time = time.contains(':') && time.find_first_not_of(TIME_LETTERS) == std::string_view::npos;
    return is_time ? text.substr(0, static_cast<size_t>(time.data() + time.size() - text.data())) : day;
}

std::string_view value_of(std::string_view text, extent wanted) {
    switch (wanted) {
        case extent::word:
            return first_word(text);
        case extent::date:
            return first_date(text);
        case extent::rest:
            return text;
    }
    return text;
}

// "mcc:250", but not "10:45" or "see:".
bool is_extra_field(std::string_view word) {
    const auto colon = word.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < word.size() && !is_digit(word.front()) &&
           std::ranges::all_of(word.substr(0, colon),
                               [](char letter) { return is_word_letter(letter) || letter == '_'; });
}

// Behind the value of a field. Before another field it is none of ours; behind the last it is the text.
void take_rest(std::string_view rest, bool is_last, receipt_fields& fields) {
    while (!rest.empty()) {
        const auto word = first_word(rest);
        if (is_last && !is_extra_field(word)) break;
        fields.extra.push_back(word);
        rest = trim(rest.substr(word.size()));
    }
    if (!rest.empty() && !fields.text) fields.text = rest;
}

// Takes keywords from `from` on that are not set yet, up to "text:"; returns where that was found.
occurrence take_fields(std::string_view text, size_t from, receipt_fields& fields) {
    occurrence found = find_keyword(text, from);
    while (found.word != nullptr && found.word != &TEXT) {
        const occurrence next = find_keyword(text, found.value);
        const auto segment = trim(text.substr(found.value, next.begin - found.value));
        const auto value = value_of(segment, found.word->value);
        auto& field = fields.*(found.word->member);
        if (!field) field = value;
        if (value.size() < segment.size()) take_rest(trim(segment.substr(value.size())), next.word == nullptr, fields);
        found = next;
    }
    return found;
}

}  // namespace

receipt_fields split_receipt(std::string_view text) {
    receipt_fields fields;
    const occurrence text_at = take_fields(text, 0, fields);
    if (text_at.word == nullptr) return fields;
    fields.text = trim(text.substr(text_at.value));
    if (fields.id && fields.stat) return fields;

    const occurrence behind = find_keyword(text, text_at.value);
    if (behind.word == nullptr || behind.word == &TEXT) return fields;
    fields.text = trim(text.substr(text_at.value, behind.begin - text_at.value));
    take_fields(text, behind.begin, fields);
    return fields;
}

}  // namespace kaskad::smpp
