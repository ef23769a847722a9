#include "gateway/api/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace kaskad::gateway::api {

namespace {

// By the first octet: how many octets, and what the second may be (RFC 3629 section 4).
struct shape {
    size_t size = 0;
    uint8_t second_min = 0x80;
    uint8_t second_max = 0xBF;
};

shape shape_of(uint8_t first) {
    if (first < 0x80) return {1};
    if (first >= 0xC2 && first <= 0xDF) return {2};
    if (first == 0xE0) return {3, 0xA0, 0xBF};
    if (first == 0xED) return {3, 0x80, 0x9F};
    if (first >= 0xE1 && first <= 0xEF) return {3};
    if (first == 0xF0) return {4, 0x90, 0xBF};
    if (first == 0xF4) return {4, 0x80, 0x8F};
    if (first >= 0xF1 && first <= 0xF3) return {4};
    return {};
}

bool is_continuation(char c) {
    return (static_cast<uint8_t>(c) & 0xC0) == 0x80;
}

}  // namespace

size_t utf8_character_size(std::string_view text) {
    if (text.empty()) return 0;
    const auto form = shape_of(static_cast<uint8_t>(text[0]));
    if (form.size <= 1) return form.size;
    if (text.size() < form.size) return 0;
    const auto second = static_cast<uint8_t>(text[1]);
    if (second < form.second_min || second > form.second_max) return 0;
    return std::ranges::all_of(text.substr(1, form.size - 1), is_continuation) ? form.size : 0;
}

size_t utf8_length(std::string_view text) {
    return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

}  // namespace kaskad::gateway::api
