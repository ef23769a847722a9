#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A configuration file as read, before anybody asks what it means: every value with its place in the file. Knows no
// key and no rule.

namespace kaskad::config {

// Counted from 1; 0 = the file as a whole.
struct position {
    uint32_t line = 0;
    uint32_t column = 0;

    friend auto operator<=>(const position&, const position&) = default;
};

// fraction: a TOML float. moment: a date, with or without a time of day.
enum class value_kind : uint8_t { text, whole, fraction, flag, moment, time, list, table };

struct member;

struct value {
    value_kind kind = value_kind::table;
    position at;
    std::string text;
    int64_t number = 0;  // whole: itself; flag: 0 or 1; moment: milliseconds since 1970 UTC
    std::vector<value> items;
    std::vector<member> members;  // in the order of the file

    const value* find(std::string_view key) const;
};

struct member {
    std::string key;
    position at;
    config::value value;
};

// "a string", "a whole number": what was found instead of what was expected.
std::string_view to_string(value_kind kind);

// A string as TOML writes it, with quotes and escapes.
std::string quoted(std::string_view text);

// The value as TOML writes it on one line.
std::string to_toml(const value& shown);

// "2025-01-31", with the time of day unless it is midnight; UTC.
std::string moment_text(int64_t utc_ms);

}  // namespace kaskad::config
