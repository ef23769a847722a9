#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// Money as exact integers. A price is in 1e-8 of the currency's unit, an amount (what is posted) in 1e-6. There is one
// rounding, half to even, when a price times a count becomes an amount. No floating point comes near this file.

namespace kaskad::core {

// ISO 4217 alphabetic code, three capital letters; empty = none.
struct currency {
    std::array<char, 3> code{};

    friend auto operator<=>(const currency&, const currency&) = default;
};

std::string to_string(currency value);
std::expected<currency, std::string> parse_currency(std::string_view text);

struct price {
    int64_t e8 = 0;

    friend auto operator<=>(const price&, const price&) = default;
};

struct amount {
    int64_t e6 = 0;

    friend auto operator<=>(const amount&, const amount&) = default;
};

inline constexpr int PRICE_DECIMALS = 8;
inline constexpr int AMOUNT_DECIMALS = 6;

// "0.0345", "-1", "12.": sign, digits, at most 8 (price) or 6 (amount) decimals; anything else, or a value outside
// 64 bits, is refused with the reason.
std::expected<price, std::string> parse_price(std::string_view text);
std::expected<amount, std::string> parse_amount(std::string_view text);

// Shortest exact decimal: "0.0345", "12", "-0.5".
std::string to_string(price value);
std::string to_string(amount value);

// Sums stop the process on overflow: 9.2e12 units of a currency in one account is our bug, not a user's wish.
amount operator+(amount left, amount right);
amount operator-(amount left, amount right);
amount operator-(amount value);

// price x count in 128 bits, rounded once, half to even. An empty result means it does not fit 64 bits.
std::expected<amount, std::string> charge(price value, uint32_t count);

}  // namespace kaskad::core
