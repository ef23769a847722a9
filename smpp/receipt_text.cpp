#include "smpp/receipt_text.hpp"

#include <algorithm>
#include <array>

namespace kaskad::smpp {

namespace {

using field_member = std::optional<std::string_view> receipt_fields::*;

struct keyword {
    std::string_view word;  // lower case, "_" = an optional space or underscore
    field_member member;
    bool is_one_word;  // the value ends at the first space
};

constexpr std::array KEYWORDS{
    keyword{"id:", &receipt_fields::id, true},
    keyword{"sub:", &receipt_fields::sub, true},
    keyword{"dlvrd:", &receipt_fields::dlvrd, true},
    keyword{"submit_date:", &receipt_fields::submit_date, false},
    keyword{"done_date:", &receipt_fields::done_date, false},
    keyword{"stat:", &receipt_fields::stat, true},
    keyword{"err:", &receipt_fields::err, true},
    keyword{"text:", &receipt_fields::text, false},
};
constexpr const keyword& TEXT = KEYWORDS.back();

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

constexpr bool is_first_letter(char letter) {
    return letter == 'i' || letter == 's' || letter == 'd' || letter == 'e' || letter == 't';
}
static_assert(std::ranges::all_of(KEYWORDS, [](const keyword& each) { return is_first_letter(each.word.front()); }));

bool is_word_letter(char letter) {
    return (letter >= '0' && letter <= '9') || (lower(letter) >= 'a' && lower(letter) <= 'z');
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
        if (taken == text.size() || lower(text[taken]) != letter) return 0;
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
        const char first = lower(text[at]);
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

std::string_view value_of(std::string_view text, const occurrence& found, size_t end) {
    const auto value = trim(text.substr(found.value, end - found.value));
    if (!found.word->is_one_word) return value;
    return value.substr(0, static_cast<size_t>(std::ranges::find_if(value, is_space) - value.begin()));
}

// Takes keywords from `from` on that are not set yet, up to "text:"; returns where that was found.
occurrence take_fields(std::string_view text, size_t from, receipt_fields& fields) {
    occurrence found = find_keyword(text, from);
    while (found.word != nullptr && found.word != &TEXT) {
        const occurrence next = find_keyword(text, found.value);
        auto& field = fields.*(found.word->member);
        if (!field) field = value_of(text, found, next.begin);
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
    fields.text = value_of(text, text_at, behind.begin);
    take_fields(text, behind.begin, fields);
    return fields;
}

}  // namespace kaskad::smpp
