#include "smpp/message_id_forms.hpp"

#include "smpp/digits.hpp"
#include "smpp/id_relation.hpp"
#include "smpp/letter_case.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::smpp {

namespace {

struct mode_entry {
    id_mode mode;
    std::string_view name;
};

constexpr std::array MODE_TABLE{
    mode_entry{id_mode::exact, "exact"},
    mode_entry{id_mode::ignore_case, "ignore_case"},
    mode_entry{id_mode::response_hex_receipt_decimal, "response_hex_receipt_decimal"},
    mode_entry{id_mode::response_decimal_receipt_hex, "response_decimal_receipt_hex"},
    mode_entry{id_mode::decimal, "decimal"},
    mode_entry{id_mode::hex, "hex"},
    mode_entry{id_mode::automatic, "auto"},
};

enum class notation : uint8_t { verbatim, any_case, decimal, hex, plain };

notation response_notation(id_mode mode) {
    switch (mode) {
        case id_mode::exact:
            return notation::verbatim;
        case id_mode::ignore_case:
            return notation::any_case;
        case id_mode::response_hex_receipt_decimal:
        case id_mode::hex:
            return notation::hex;
        case id_mode::response_decimal_receipt_hex:
        case id_mode::decimal:
            return notation::decimal;
        case id_mode::automatic:
            return notation::plain;
    }
    return notation::verbatim;
}

notation receipt_notation(id_mode mode) {
    switch (mode) {
        case id_mode::response_hex_receipt_decimal:
            return notation::decimal;
        case id_mode::response_decimal_receipt_hex:
            return notation::hex;
        default:
            return response_notation(mode);
    }
}

std::string in_lower_case(std::string_view text) {
    std::string lowered{text};
    std::ranges::transform(lowered, lowered.begin(), to_lower);
    return lowered;
}

std::optional<uint8_t> digit_value(char digit, uint32_t base) {
    const char letter = to_lower(digit);
    uint32_t value = base;
    if (is_digit(letter)) value = static_cast<uint32_t>(letter - '0');
    if (letter >= 'a' && letter <= 'f') value = static_cast<uint32_t>(letter - 'a' + 10);
    return value < base ? std::optional{static_cast<uint8_t>(value)} : std::nullopt;
}

struct bases {
    uint32_t from;
    uint32_t to;
};

// Longer than any legal id (SMPP 3.4 §5.2.23); a hostile TLV of 64 KiB must not cost a quadratic conversion.
constexpr size_t ID_DIGITS_MAX = 80;

// Schoolbook: number = number * from + digit, on little-endian digits of the new base.
std::optional<std::string> convert(std::string_view digits, bases base) {
    constexpr std::string_view SYMBOLS = "0123456789abcdef";
    if (digits.empty() || digits.size() > ID_DIGITS_MAX) return std::nullopt;
    std::string number;
    for (const char digit : digits) {
        const auto value = digit_value(digit, base.from);
        if (!value) return std::nullopt;
        uint32_t carry = *value;
        for (char& place : number) {
            carry += static_cast<uint8_t>(place) * base.from;
            place = static_cast<char>(carry % base.to);
            carry /= base.to;
        }
        for (; carry != 0; carry /= base.to)
            number.push_back(static_cast<char>(carry % base.to));
    }
    if (number.empty()) number.push_back(0);
    std::ranges::reverse(number);
    std::ranges::transform(number, number.begin(), [&](char place) { return SYMBOLS[static_cast<uint8_t>(place)]; });
    return number;
}

// All numbers meet in decimal. What is no number of its notation (a UUID) is compared without case.
std::string key_of(std::string_view id, notation read_as) {
    switch (read_as) {
        case notation::verbatim:
            return std::string{id};
        case notation::any_case:
            return in_lower_case(id);
        case notation::decimal:
            return convert(id, {10, 10}).value_or(in_lower_case(id));
        case notation::hex:
            return convert(id, {16, 10}).value_or(in_lower_case(id));
        case notation::plain:
            return plain_key(id);
    }
    return std::string{id};
}

void add_key(std::vector<std::string>& keys, std::string key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
}

std::vector<std::string> keys_of(std::vector<id_reading> readings) {
    std::vector<std::string> keys;
    for (auto& reading : readings)
        keys.push_back(std::move(reading.key));
    return keys;
}

}  // namespace

std::string_view to_string(id_mode mode) {
    for (const auto& entry : MODE_TABLE)
        if (entry.mode == mode) return entry.name;
    return {};
}

std::optional<id_mode> parse_id_mode(std::string_view text) {
    for (const auto& entry : MODE_TABLE)
        if (entry.name == text) return entry.mode;
    return std::nullopt;
}

std::string response_key(std::string_view id, id_mode mode) {
    return key_of(id, response_notation(mode));
}

std::vector<std::string> receipt_keys(std::string_view id, id_mode mode) {
    std::vector<std::string> keys;
    if (id.empty()) return keys;
    add_key(keys, key_of(id, receipt_notation(mode)));
    // Digits alone would be a number in both notations, and the second reading another message's.
    if (!is_digits(id)) add_key(keys, response_key(id, mode));
    return keys;
}

std::vector<std::string> receipt_keys(const receipt& value, id_mode mode) {
    if (mode == id_mode::automatic) return keys_of(id_readings(value, id_relation::unknown));
    if (!value.is_id_from_tlv || receipt_notation(mode) == response_notation(mode)) return receipt_keys(value.id, mode);
    // The TLV repeats the id of the response (SMPP 3.4 §5.3.2.12), the text has the receipt's own notation. Where both
    // are written alike it is the receipt's.
    std::vector<std::string> keys;
    if (!value.text_id.empty()) {
        add_key(keys, response_key(value.id, mode));
        add_key(keys, key_of(value.text_id, receipt_notation(mode)));
        return keys;
    }
    const auto as_receipt = key_of(value.id, receipt_notation(mode));
    const auto as_response = response_key(value.id, mode);
    add_key(keys, value.has_text_id ? as_receipt : as_response);
    add_key(keys, value.has_text_id ? as_response : as_receipt);
    return keys;
}

std::optional<std::string> hex_to_decimal(std::string_view hex) {
    return convert(hex, {16, 10});
}

std::optional<std::string> decimal_to_hex(std::string_view decimal) {
    return convert(decimal, {10, 16});
}

}  // namespace kaskad::smpp
