#include "core/money.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::core {

namespace {

constexpr int64_t POWERS_OF_TEN[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
constexpr auto INT64_MAXIMUM = std::numeric_limits<int64_t>::max();

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::expected<int64_t, std::string> parse_decimal(std::string_view text, int decimals) {
    const std::string_view whole = text;
    const auto error = [&](std::string_view why) {
        return std::unexpected("'" + std::string{whole} + "' is not an exact decimal number: " + std::string{why});
    };
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    __int128 value = 0;
    int seen = 0;
    int fraction = -1;
    for (const char c : text) {
        if (c == '.' && fraction < 0 && seen > 0) {
            fraction = 0;
            continue;
        }
        if (!is_digit(c)) return error("only digits and one '.' are allowed");
        if (fraction >= 0 && ++fraction > decimals) return error("at most " + std::to_string(decimals) + " decimals");
        value = value * 10 + (c - '0');
        ++seen;
        if (value > INT64_MAXIMUM) return error("too large");
    }
    if (seen == 0) return error("no digits");
    value *= POWERS_OF_TEN[decimals - std::max(fraction, 0)];
    if (value > INT64_MAXIMUM) return error("too large");
    return static_cast<int64_t>(negative ? -value : value);
}

std::string format_decimal(int64_t value, int decimals) {
    const auto magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    const auto scale = static_cast<uint64_t>(POWERS_OF_TEN[decimals]);
    std::string text = value < 0 ? "-" : "";
    text += std::to_string(magnitude / scale);
    std::string fraction = std::to_string(magnitude % scale);
    fraction.insert(0, static_cast<size_t>(decimals) - fraction.size(), '0');
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty()) text += "." + fraction;
    return text;
}

amount checked(__int128 value) {
    ASSERT(value <= INT64_MAXIMUM);
    ASSERT(value >= -INT64_MAXIMUM);
    return {static_cast<int64_t>(value)};
}

}  // namespace

std::string to_string(currency value) {
    return value.code[0] == '\0' ? std::string{} : std::string{value.code.data(), value.code.size()};
}

std::expected<currency, std::string> parse_currency(std::string_view text) {
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (text.size() != 3 || !std::ranges::all_of(text, is_capital)) {
        return std::unexpected("'" + std::string{text} +
                               "' is not a currency: three capital letters (ISO 4217), as EUR");
    }
    return currency{{text[0], text[1], text[2]}};
}

std::expected<price, std::string> parse_price(std::string_view text) {
    const auto value = parse_decimal(text, PRICE_DECIMALS);
    if (!value) return std::unexpected(value.error());
    return price{*value};
}

std::expected<amount, std::string> parse_amount(std::string_view text) {
    const auto value = parse_decimal(text, AMOUNT_DECIMALS);
    if (!value) return std::unexpected(value.error());
    return amount{*value};
}

std::string to_string(price value) {
    return format_decimal(value.e8, PRICE_DECIMALS);
}

std::string to_string(amount value) {
    return format_decimal(value.e6, AMOUNT_DECIMALS);
}

amount operator+(amount left, amount right) {
    return checked(static_cast<__int128>(left.e6) + right.e6);
}

amount operator-(amount left, amount right) {
    return checked(static_cast<__int128>(left.e6) - right.e6);
}

amount operator-(amount value) {
    return checked(-static_cast<__int128>(value.e6));
}

std::expected<amount, std::string> charge(price value, uint32_t count) {
    const __int128 product = static_cast<__int128>(value.e8) * count;
    __int128 quotient = product / 100;
    const __int128 remainder = product % 100;
    const __int128 twice = (remainder < 0 ? -remainder : remainder) * 2;
    if (twice > 100 || (twice == 100 && quotient % 2 != 0)) quotient += product < 0 ? -1 : 1;
    if (quotient > INT64_MAXIMUM || quotient < -INT64_MAXIMUM) return std::unexpected("the charge is too large");
    return amount{static_cast<int64_t>(quotient)};
}

}  // namespace kaskad::core
