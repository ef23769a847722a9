#include "gateway/supplier_values.hpp"

#include "billing/reconciliation/row.hpp"
#include "billing/rounding.hpp"
#include "core/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>

namespace kaskad::gateway {

namespace {

constexpr int64_t E8_PER_E6 = 100;
constexpr int64_t PRICE_E8_MAX = 1'000'000LL * 100'000'000LL;  // a million a row: more is another column's number
constexpr int YEAR_MIN = 2000;
constexpr int YEAR_MAX = 2099;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::unexpected<std::string> refuse_text(std::string_view text, std::string_view why) {
    return std::unexpected(fmt::format("'{}' {}", text.substr(0, 64), why));
}

// ".250" behind the seconds; digits behind the milliseconds are dropped.
int64_t take_fraction(std::string_view& rest) {
    if (!rest.starts_with('.') && !rest.starts_with(',')) return 0;
    rest.remove_prefix(1);
    int64_t milliseconds = 0;
    int64_t worth = 100;
    while (!rest.empty() && is_digit(rest.front())) {
        milliseconds += (rest.front() - '0') * worth;
        worth /= 10;
        rest.remove_prefix(1);
    }
    return milliseconds;
}

// Seconds east of UTC, by the C library; nothing where none is said.
std::expected<std::optional<int64_t>, std::string> take_offset(const std::string& rest) {
    if (rest.empty()) return std::nullopt;
    std::tm parsed{};
    const char* end = ::strptime(rest.c_str(), " %z", &parsed);
    if (end == nullptr || *end != '\0') return std::unexpected("has '" + rest + "' behind it");
    return parsed.tm_gmtoff;
}

std::expected<int64_t, std::string> read_unix(std::string_view text, int64_t factor) {
    const auto value = read_whole(text, static_cast<uint64_t>(billing::reconciliation::ROW_TIME_MAX / factor));
    if (!value) return std::unexpected(value.error());
    return static_cast<int64_t>(*value) * factor;
}

}  // namespace

std::expected<written_money, std::string> read_money(std::string_view text, bool has_decimal_comma) {
    const char sign = has_decimal_comma ? ',' : '.';
    const char other = has_decimal_comma ? '.' : ',';
    if (text.contains(other))
        return refuse_text(text, fmt::format("has a sign of thousands; the decimal sign is '{}'", sign));
    std::string plain{text};
    std::ranges::replace(plain, ',', '.');
    const auto value = core::parse_price(plain);
    if (!value) return std::unexpected(value.error());
    if (value->e8 > PRICE_E8_MAX || value->e8 < -PRICE_E8_MAX) return refuse_text(text, "is more than a million");
    const auto point = plain.find('.');
    const auto decimals = point == plain.npos ? size_t{0} : plain.size() - point - 1;
    return written_money{*value, static_cast<int>(decimals)};
}

core::amount to_amount(core::price exact) {
    return {static_cast<int64_t>(billing::divided_half_even(exact.e8, E8_PER_E6))};
}

std::expected<uint64_t, std::string> read_recipient(std::string_view text, std::string_view country_code) {
    std::string digits;
    for (const char c : text)
        if (c != ' ' && c != '-' && c != '(' && c != ')') digits += c;
    const bool is_whole = digits.starts_with('+') || digits.starts_with("00");
    if (digits.starts_with('+')) digits.erase(0, 1);
    if (digits.starts_with("00")) digits.erase(0, 2);
    if (!is_whole && digits.starts_with('0') && !country_code.empty()) digits.replace(0, 1, country_code);
    if (!std::ranges::all_of(digits, is_digit)) {
        const bool is_scientific = digits.contains("E+") || digits.contains("e+");
        return refuse_text(text, is_scientific ? "is a number that a spreadsheet has cut: format the column as text"
                                               : "is no number of a phone");
    }
    const auto value = read_whole(digits, billing::reconciliation::RECIPIENT_MAX);
    if (!value) return refuse_text(text, "is no number of a phone");
    return *value;
}

std::expected<uint64_t, std::string> read_whole(std::string_view text, uint64_t max) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > max)
        return refuse_text(text, fmt::format("is no whole number up to {}", max));
    return value;
}

std::expected<int64_t, std::string> read_time(const std::string& text, const std::string& format,
                                              const smpp::time_zone& zone) {
    if (format == "unix") return read_unix(text, 1'000);
    if (format == "unix_ms") return read_unix(text, 1);
    std::tm parsed{};
    parsed.tm_mday = 1;
    const char* end = ::strptime(text.c_str(), format.c_str(), &parsed);
    if (end == nullptr) return refuse_text(text, "is no time of the form " + format);
    const int year = parsed.tm_year + 1900;
    const auto whole =
        core::to_utc_ms({year, parsed.tm_mon + 1, parsed.tm_mday, parsed.tm_hour, parsed.tm_min, parsed.tm_sec});
    if (!whole || year < YEAR_MIN || year > YEAR_MAX) return refuse_text(text, "is a time that there is not");
    std::string_view rest{end};
    const auto local = *whole + take_fraction(rest);
    const auto offset = take_offset(std::string{rest});
    if (!offset) return refuse_text(text, offset.error());
    if (*offset) return local - **offset * 1'000;
    return zone.to_utc(local);
}

}  // namespace kaskad::gateway
