#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// The messages of a run. Number 123 goes to 4915100000123 with a text of 60 characters that holds 00000123, so that
// whoever sees recipient or text knows the line of the sheet.

namespace kaskad::bench {

inline constexpr std::string_view RECIPIENT_PREFIX = "49151";
inline constexpr size_t NUMBER_DIGITS = 8;
inline constexpr std::string_view TEXT = "bench 00000000 is sixty characters long, and plain GSM text.";
inline constexpr size_t TEXT_NUMBER_AT = 6;
static_assert(TEXT.size() == 60);

using number_digits = std::array<char, NUMBER_DIGITS>;

constexpr number_digits digits_of(uint32_t number) {
    number_digits digits{};
    for (size_t place = NUMBER_DIGITS; place-- > 0; number /= 10)
        digits[place] = static_cast<char>('0' + number % 10);
    return digits;
}

constexpr std::string_view view_of(const number_digits& digits) {
    return {digits.data(), digits.size()};
}

// The number that the last digits spell.
constexpr std::optional<uint32_t> read_number(std::string_view text) {
    if (text.size() < NUMBER_DIGITS) return std::nullopt;
    uint32_t number = 0;
    for (const char digit : text.substr(text.size() - NUMBER_DIGITS)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + static_cast<uint32_t>(digit - '0');
    }
    return number;
}

}  // namespace kaskad::bench
