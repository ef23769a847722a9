#include "core/address.hpp"

#include <algorithm>

namespace kaskad::core {

namespace {

constexpr size_t RECIPIENT_DIGITS_MIN = 8;
constexpr size_t RECIPIENT_DIGITS_MAX = 15;
constexpr size_t NUMERIC_SENDER_MAX = 15;
constexpr size_t ALPHANUMERIC_SENDER_MAX = 11;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_separator(char c) {
    return std::string_view{" ()-./"}.contains(c);
}

bool is_sender_character(char c) {
    return is_letter(c) || is_digit(c) || std::string_view{" .-&_!'+"}.contains(c);
}

}  // namespace

std::expected<msisdn, std::string> parse_recipient(std::string_view text, const national_prefix& home) {
    if (text.size() > 64) return std::unexpected("a phone number is at most 64 characters long");
    std::string digits;
    bool international = false;
    for (const char c : text) {
        if (is_digit(c)) {
            digits += c;
        } else if (c == '+' && digits.empty() && !international) {
            international = true;
        } else if (!is_separator(c)) {
            return std::unexpected(
                "only digits, one leading +, spaces, brackets, hyphens, dots and slashes are allowed");
        }
    }
    if (!international && digits.starts_with("00")) {
        digits.erase(0, 2);
        international = true;
    }
    if (!international && !home.trunk.empty() && digits.starts_with(home.trunk)) {
        digits.replace(0, home.trunk.size(), home.country);
    }
    if (digits.size() < RECIPIENT_DIGITS_MIN || digits.size() > RECIPIENT_DIGITS_MAX) {
        return std::unexpected("a phone number has 8 to 15 digits with its country code; this one has " +
                               std::to_string(digits.size()));
    }
    if (digits.front() == '0')
        return std::unexpected("no country code begins with 0; write +, the country code, the number");
    return msisdn{std::move(digits)};
}

std::expected<sender, std::string> parse_sender(std::string_view text) {
    if (text.empty()) return std::unexpected("the sender is empty");
    std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
    if (!digits.empty() && std::ranges::all_of(digits, is_digit)) {
        if (digits.size() > NUMERIC_SENDER_MAX) return std::unexpected("a numeric sender has at most 15 digits");
        return sender{sender_kind::numeric, std::string{digits}};
    }
    if (text.size() > ALPHANUMERIC_SENDER_MAX)
        return std::unexpected("an alphanumeric sender has at most 11 characters");
    if (!std::ranges::all_of(text, is_sender_character)) {
        return std::unexpected("an alphanumeric sender has letters, digits, space and . - & _ ! ' + only");
    }
    if (!std::ranges::any_of(text, is_letter)) return std::unexpected("an alphanumeric sender has at least one letter");
    if (text.front() == ' ' || text.back() == ' ') return std::unexpected("a sender has no space at its ends");
    return sender{sender_kind::alphanumeric, std::string{text}};
}

}  // namespace kaskad::core
