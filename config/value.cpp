#include "config/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace kaskad::config {

namespace {

constexpr int64_t DAY_MS = 86'400'000;

std::string list_text(const value& shown) {
    std::string text = "[";
    for (const auto& item : shown.items)
        text += (text.size() > 1 ? ", " : "") + to_toml(item);
    return text + "]";
}

std::string table_text(const value& shown) {
    std::string text = "{";
    for (const auto& [key, at, inner] : shown.members)
        text += fmt::format("{} {} = {}", text.size() > 1 ? "," : "", key, to_toml(inner));
    return text + " }";
}

}  // namespace

const value* value::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &member::key);
    return found == members.end() ? nullptr : &found->value;
}

std::string_view to_string(value_kind kind) {
    switch (kind) {
        case value_kind::text:
            return "a string";
        case value_kind::whole:
            return "a whole number";
        case value_kind::fraction:
            return "a number with a fraction";
        case value_kind::flag:
            return "true or false";
        case value_kind::moment:
            return "a date";
        case value_kind::time:
            return "a time of day";
        case value_kind::list:
            return "a list";
        case value_kind::table:
            return "a table";
    }
    return "something else";
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            result += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string to_toml(const value& shown) {
    switch (shown.kind) {
        case value_kind::text:
            return quoted(shown.text);
        case value_kind::whole:
            return std::to_string(shown.number);
        case value_kind::flag:
            return shown.number != 0 ? "true" : "false";
        case value_kind::moment:
            return moment_text(shown.number);
        case value_kind::list:
            return list_text(shown);
        case value_kind::table:
            return table_text(shown);
        case value_kind::fraction:
        case value_kind::time:
            break;  // no key takes one, so it is never shown
    }
    return std::string{to_string(shown.kind)};
}

std::string moment_text(int64_t utc_ms) {
    const int64_t of_day = ((utc_ms % DAY_MS) + DAY_MS) % DAY_MS;
    const std::chrono::sys_days day{std::chrono::days{(utc_ms - of_day) / DAY_MS}};
    const std::chrono::year_month_day date{day};
    auto text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                            static_cast<unsigned>(date.day()));
    const int64_t seconds = of_day / 1000;
    if (of_day == 0) return text;
    return text + fmt::format("T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace kaskad::config
