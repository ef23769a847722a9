#include "smpp/time_format.hpp"

#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "smpp/digits.hpp"

#include <algorithm>
#include <initializer_list>

namespace kaskad::smpp {

namespace {

constexpr size_t LENGTH = 16;
constexpr size_t LOCAL_LENGTH = 12;
constexpr int64_t QUARTER_MS = 15 * 60 * 1000;
constexpr int64_t SECOND_MS = 1000;
constexpr int QUARTERS_MAX = 48;

int number_at(std::string_view text, size_t position, size_t length = 2) {
    int value = 0;
    for (const char digit : text.substr(position, length))
        value = value * 10 + (digit - '0');
    return value;
}

// The twelve digits both absolute forms begin with.
std::optional<int64_t> parse_local(std::string_view text, const time_options& options) {
    const int year = number_at(text, 0);
    const core::civil_time local{year < options.pivot_year ? 2000 + year : 1900 + year,
                                 number_at(text, 2),
                                 number_at(text, 4),
                                 number_at(text, 6),
                                 number_at(text, 8),
                                 number_at(text, 10)};
    return core::to_utc_ms(local);
}

std::expected<smpp_time, time_error> parse_absolute(std::string_view text, const time_options& options) {
    const auto local_ms = parse_local(text, options);
    const int quarters = number_at(text, 13);
    if (!local_ms || quarters > QUARTERS_MAX) return std::unexpected(time_error::not_in_calendar);
    const int offset = text[15] == '+' ? quarters : -quarters;
    return smpp_time{
        false, {}, *local_ms + number_at(text, 12, 1) * 100 - offset * QUARTER_MS, static_cast<int16_t>(offset)};
}

std::expected<smpp_time, time_error> parse_twelve(std::string_view text, const time_options& options) {
    if (!is_digits(text)) return std::unexpected(time_error::not_digits);
    const auto local_ms = parse_local(text, options);
    if (!local_ms) return std::unexpected(time_error::not_in_calendar);
    return smpp_time{false, {}, options.zone.to_utc(*local_ms), 0};
}

// Any pair from 00 to 99: clients write 99 hours, or 45 days. Tenths and quarter hours are ignored (§7.1.1.2).
smpp_time parse_relative(std::string_view text) {
    return {true,
            {number_at(text, 0), number_at(text, 2), number_at(text, 4), number_at(text, 6), number_at(text, 8),
             number_at(text, 10)},
            0,
            0};
}

// Each as two digits.
std::string two_digits(std::initializer_list<int> values) {
    std::string digits;
    digits.reserve(LENGTH);
    for (const int value : values) {
        ASSERT(value >= 0 && value < 100);
        digits.push_back(static_cast<char>('0' + value / 10));
        digits.push_back(static_cast<char>('0' + value % 10));
    }
    return digits;
}

int year_of_century(const core::civil_time& date) {
    return (date.year % 100 + 100) % 100;
}

// Up to 14 digits of a date written with or without separators; empty when anything else stands between.
std::string date_digits(std::string_view text) {
    constexpr std::string_view SEPARATORS = "-:./ T";
    std::string digits;
    for (const char letter : text) {
        if (is_digit(letter)) digits.push_back(letter);
        if ((!is_digit(letter) && !SEPARATORS.contains(letter)) || digits.size() > 14) return {};
    }
    return digits;
}

std::optional<int64_t> read_date(int year, std::string_view rest) {
    const int second = rest.size() == 10 ? number_at(rest, 8) : 0;
    return core::to_utc_ms(
        {year, number_at(rest, 0), number_at(rest, 2), number_at(rest, 4), number_at(rest, 6), second});
}

std::optional<int64_t> read_short_year(std::string_view digits) {
    return read_date(2000 + number_at(digits, 0), digits.substr(2));
}

std::optional<int64_t> read_long_year(std::string_view digits) {
    return read_date(number_at(digits, 0, 4), digits.substr(4));
}

// 12 digits that begin with 20 and are a date both ways would mean 2020 or a year up to 2012: the later one.
std::optional<int64_t> read_local_date(std::string_view digits) {
    switch (digits.size()) {
        case 10:
            return read_short_year(digits);
        case 12: {
            const auto with_seconds = read_short_year(digits);
            return with_seconds ? with_seconds : read_long_year(digits);
        }
        case 14:
            return read_long_year(digits);
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string_view to_string(time_error error) {
    switch (error) {
        case time_error::wrong_length:
            return "wrong_length";
        case time_error::not_digits:
            return "not_digits";
        case time_error::wrong_sign:
            return "wrong_sign";
        case time_error::not_in_calendar:
            return "not_in_calendar";
    }
    return "";
}

std::expected<smpp_time, time_error> parse_time(std::string_view text, const time_options& options) {
    if (text.size() == LOCAL_LENGTH) return parse_twelve(text, options);
    if (text.size() != LENGTH) return std::unexpected(time_error::wrong_length);
    if (!is_digits(text.substr(0, LENGTH - 1))) return std::unexpected(time_error::not_digits);
    switch (text.back()) {
        case 'R':
            return parse_relative(text);
        case '+':
        case '-':
            return parse_absolute(text, options);
        default:
            return std::unexpected(time_error::wrong_sign);
    }
}

int64_t resolve(const smpp_time& time, int64_t now_utc_ms) {
    if (!time.is_relative) return time.utc_ms;
    const relative_time& offset = time.relative;
    core::civil_time date = core::to_civil(now_utc_ms);
    const int months = date.month - 1 + offset.months;
    date.year += offset.years + months / 12;
    date.month = months % 12 + 1;
    date.day = std::min(date.day, core::days_in_month(date.year, date.month));
    const auto moved = core::to_utc_ms(date);
    ASSERT(moved.has_value());
    const int64_t seconds = ((int64_t{offset.days} * 24 + offset.hours) * 60 + offset.minutes) * 60 + offset.seconds;
    const int64_t milliseconds = ((now_utc_ms % SECOND_MS) + SECOND_MS) % SECOND_MS;
    return *moved + milliseconds + seconds * SECOND_MS;
}

std::string format_absolute(int64_t utc_ms, int16_t offset_quarters) {
    ASSERT(offset_quarters >= -QUARTERS_MAX && offset_quarters <= QUARTERS_MAX);
    const int64_t local_ms = utc_ms + offset_quarters * QUARTER_MS;
    const core::civil_time local = core::to_civil(local_ms);
    const auto tenths = static_cast<int>((local_ms % SECOND_MS + SECOND_MS) % SECOND_MS / 100);
    const int quarters = std::abs(offset_quarters);
    auto text = two_digits({year_of_century(local), local.month, local.day, local.hour, local.minute, local.second});
    text.push_back(static_cast<char>('0' + tenths));
    text.append(two_digits({quarters}));
    text.push_back(offset_quarters < 0 ? '-' : '+');
    return text;
}

std::string format_relative(int64_t duration_ms) {
    constexpr int64_t DURATION_MAX_S = 99 * 86'400;
    const int64_t rounded = (std::max<int64_t>(duration_ms, 0) + SECOND_MS - 1) / SECOND_MS;
    const auto seconds = static_cast<int>(std::min(rounded, DURATION_MAX_S));
    return two_digits({0, 0, seconds / 86'400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60}) + "000R";
}

std::optional<int64_t> parse_receipt_date(std::string_view text, const time_zone& zone) {
    const auto local_ms = read_local_date(date_digits(text));
    return local_ms ? std::optional{zone.to_utc(*local_ms)} : std::nullopt;
}

std::string format_receipt_date(int64_t utc_ms, const time_zone& zone, bool with_seconds) {
    const core::civil_time local = core::to_civil(zone.to_local(utc_ms));
    auto text = two_digits({year_of_century(local), local.month, local.day, local.hour, local.minute});
    if (with_seconds) text.append(two_digits({local.second}));
    return text;
}

}  // namespace kaskad::smpp
