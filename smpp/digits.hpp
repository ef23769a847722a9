#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

// Decimal digits of ASCII. No locale.

namespace kaskad::smpp {

constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

// True for an empty text too.
constexpr bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, is_digit);
}

// Empty for anything but digits, and for a number too large.
template <std::unsigned_integral Number>
std::optional<Number> parse_decimal(std::string_view text) {
    Number value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

}  // namespace kaskad::smpp
