#include "channels/channel_text.hpp"

#include <algorithm>
#include <array>

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

constexpr size_t COMMAND_MAX = 64;  // octets

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
    static constexpr std::array<std::string_view, 8> OUT{"stop", "stopall",    "stop all", "unsubscribe",
                                                         "стоп", "отписаться", "отписка",  "отпишите"};
    static constexpr std::array<std::string_view, 5> IN{"start", "unstop", "subscribe", "старт", "подписаться"};
    constexpr std::string_view AROUND = " \t\r\n.,!\"'";
    const auto begin = text.find_first_not_of(AROUND);
    if (begin == text.npos) return word::text;
    text = text.substr(begin, text.find_last_not_of(AROUND) - begin + 1);
    if (text.starts_with('/')) text.remove_prefix(1);
    if (text.size() > COMMAND_MAX) return word::text;
    const auto said = lower(text);
    if (std::ranges::find(OUT, said) != OUT.end()) return word::opted_out;
    return std::ranges::find(IN, said) != IN.end() ? word::opted_in : word::text;
}

}  // namespace kaskad::channels
