#include "channels/channel_text.hpp"

#include "core/person_word.hpp"

#include <algorithm>

namespace kaskad::channels {

namespace {

using word = facts::channel_heard::word;

constexpr int64_t UTC_MAX_MS = 253'402'300'799'999;  // the end of the year 9999

bool is_continuation(char c) {
    return (static_cast<uint8_t>(c) & 0xC0) == 0x80;
}

// Octets of the character that begins there; 0: none does. Overlong forms and surrogates are none (RFC 3629).
size_t character_size(std::string_view text) {
    const auto first = static_cast<uint8_t>(text.front());
    if (first < 0x80) return 1;
    const size_t size = first >= 0xC2 && first < 0xE0   ? 2
                        : first >= 0xE0 && first < 0xF0 ? 3
                        : first >= 0xF0 && first < 0xF5 ? 4
                                                        : 0;
    if (size == 0 || text.size() < size) return 0;
    if (!std::ranges::all_of(text.substr(1, size - 1), is_continuation)) return 0;
    const auto second = static_cast<uint8_t>(text[1]);
    const bool is_wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
                          (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
    return is_wrong ? 0 : size;
}

}  // namespace

std::string kept_words(std::string_view text, size_t octets_max) {
    std::string kept;
    while (!text.empty()) {
        const auto size = character_size(text);
        if (kept.size() + std::max<size_t>(size, 1) > octets_max) break;
        if (size == 0) {
            kept += '?';
        } else {
            kept += text.substr(0, size);
        }
        text.remove_prefix(std::max<size_t>(size, 1));
    }
    return kept;
}

std::string kept_id(std::string_view id) {
    return id.size() > PROVIDER_ID_MAX ? std::string{} : kept_words(id, PROVIDER_ID_MAX);
}

std::string kept_evidence(std::string_view body) {
    return std::string{body.substr(0, EVIDENCE_MAX)};
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string digits_of(std::string_view number) {
    constexpr size_t DIGITS_MAX = 15;  // ITU-T E.164 §6
    if (number.starts_with('+')) number.remove_prefix(1);
    return is_digits(number) && number.size() <= DIGITS_MAX ? std::string{number} : std::string{};
}

size_t count_characters(std::string_view text) {
    return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

int64_t utc_of_seconds(std::optional<int64_t> seconds) {
    return seconds && *seconds > 0 && *seconds <= UTC_MAX_MS / 1'000 ? *seconds * 1'000 : 0;
}

int64_t utc_of_milliseconds(std::optional<int64_t> milliseconds) {
    return milliseconds && *milliseconds > 0 && *milliseconds <= UTC_MAX_MS ? *milliseconds : 0;
}

word meaning_of(std::string_view text) {
    switch (core::read_person_word(text)) {
        case core::person_word::opts_out:
            return word::opted_out;
        case core::person_word::opts_in:
            return word::opted_in;
        case core::person_word::none:
            return word::text;
    }
    return word::text;
}

}  // namespace kaskad::channels
