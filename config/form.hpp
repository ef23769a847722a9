#pragma once

#include "core/message_class.hpp"
#include "core/money.hpp"
#include "routing/policy.hpp"

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How a value that TOML knows only as a string is written: a name, money, a currency, one of a few words.

namespace kaskad::config {

// parse: the error completes "<key>: ...". expected: completes "expected ..." where it was no string at all.
template <typename V>
struct form {
    std::string type;
    std::string range;
    std::function<std::expected<V, std::string>(std::string_view)> parse;
    std::function<std::string(const V&)> show;
    std::string expected = "a string";
};

struct length {
    size_t min = 0;
    size_t max = 0;
};

// Any text of so many octets without control characters.
form<std::string> text_form(length octets);

// What links, clients, endpoints and keys are called: 1 to 64 of a-z A-Z 0-9 . _ -
form<std::string> name_form();

form<std::string> ip_form();

// A sender as messages carry it; empty = none.
form<std::string> sender_form();

form<core::price> price_form();
form<core::amount> amount_form(bool may_be_negative);
form<core::currency> currency_form();
struct percent_range {
    int64_t min = 0;
    int64_t max = 100;
};
// "12.5" of a hundred, in millionths of one.
form<int32_t> percent_form(percent_range percent);
form<core::message_class> class_form();
form<routing::policy_kind> policy_form();
// Octets as hexadecimal digits.
form<std::string> hex_form(size_t octets_max);
form<std::string> digits_form(length digits, std::string_view type);

// ISO 3166-1 alpha-2, ITU-T E.212 and E.164, by their form.
form<std::string> country_form();
form<std::string> mcc_form();
form<std::string> mccmnc_form();
form<std::string> number_prefix_form();
// By its IANA name, or empty.
form<std::string> zone_form();
// "Authorization: Bearer KEY"
form<std::string> header_form();
// RFC 6901; empty = the whole document.
form<std::string> pointer_form();
// "0x1401"
form<uint16_t> vendor_tag_form();

template <typename V>
using word = std::pair<std::string_view, V>;

template <typename V>
form<V> choice_form(std::vector<word<V>> words) {
    std::string range;
    for (const auto& [name, meaning] : words)
        range += (range.empty() ? "" : ", ") + std::string{name};
    const auto parse = [words, range](std::string_view text) -> std::expected<V, std::string> {
        for (const auto& [name, meaning] : words)
            if (name == text) return meaning;
        return std::unexpected("expected one of " + range);
    };
    const auto show = [words](const V& shown) -> std::string {
        for (const auto& [name, meaning] : words)
            if (meaning == shown) return std::string{name};
        return {};
    };
    return {"word", range, parse, show};
}

}  // namespace kaskad::config
