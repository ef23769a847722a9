#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// Recipients and senders as people write them, brought to one form. Knows no number plan: whether a number exists, and
// in which network, is routing's business.

namespace kaskad::core {

// A recipient: E.164 digits without "+", 8 to 15 of them (ITU-T E.164 §6).
struct msisdn {
    std::string digits;

    friend auto operator<=>(const msisdn&, const msisdn&) = default;
};

enum class sender_kind : uint8_t { numeric = 0, alphanumeric = 1 };

// A sender: up to 11 characters (alphanumeric), or up to 15 digits (number or short code, without "+").
struct sender {
    sender_kind kind = sender_kind::numeric;
    std::string text;

    friend auto operator<=>(const sender&, const sender&) = default;
};

// How a client writes numbers at home: `trunk` ("0", "8") in front of a national number is replaced by `country`
// ("49", "7"). Both empty: only international numbers are taken.
struct national_prefix {
    std::string trunk;
    std::string country;

    friend bool operator==(const national_prefix&, const national_prefix&) = default;
};

// Takes "+49 151 2345678", "0049 (151) 23-45-678", "491512345678" and, with a national prefix, "0151 2345678".
// Spaces, brackets, hyphens, dots and slashes between digits are dropped. Anything else is refused with the reason.
std::expected<msisdn, std::string> parse_recipient(std::string_view text, const national_prefix& home);

// Letters, digits, space and . - & _ ! ' + are allowed in an alphanumeric sender, which holds at least one letter
// and has no space at its ends (SMPP 5.0 §4.2.6.1.2 says letters and digits; the rest is common use).
std::expected<sender, std::string> parse_sender(std::string_view text);

}  // namespace kaskad::core
