#include "smpp/charset.hpp"

#include "smpp/unicode.hpp"

namespace kaskad::smpp {

namespace {

constexpr uint8_t HIGH_HALF = 0xA0;

using high_half = std::array<char16_t, 0x60>;  // 0xA0 to 0xFF; 0 = nothing there

// ISO 8859-5: the letters stand as in Unicode's block, but for five signs.
constexpr high_half CYRILLIC = [] {
    high_half table{};
    for (uint8_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<char16_t>(0x0400 + i);
    table[0x00] = 0x00A0;
    table[0x0D] = 0x00AD;
    table[0x50] = 0x2116;
    table[0x5D] = 0x00A7;
    return table;
}();

// ISO 8859-8: Latin-1's signs without the inverted marks and letters, and the Hebrew letters without points.
constexpr high_half HEBREW = [] {
    high_half table{};
    for (uint8_t i = 0; i < 0x1F; ++i)
        table[i] = static_cast<char16_t>(0x00A0 + i);
    table[0x01] = 0;
    table[0x0A] = 0x00D7;
    table[0x1A] = 0x00F7;
    table[0x3F] = 0x2017;
    for (uint8_t i = 0x40; i < 0x5B; ++i)
        table[i] = static_cast<char16_t>(0x05D0 + i - 0x40);
    table[0x5D] = 0x200E;
    table[0x5E] = 0x200F;
    return table;
}();

std::optional<uint8_t> find_in(const high_half& table, char32_t code_point) {
    if (code_point < HIGH_HALF) return static_cast<uint8_t>(code_point);
    for (size_t i = 0; i < table.size(); ++i)
        if (table[i] == code_point) return static_cast<uint8_t>(HIGH_HALF + i);
    return std::nullopt;
}

char32_t read_from(const high_half& table, uint8_t octet) {
    const char32_t shown = octet < HIGH_HALF ? octet : table[octet - HIGH_HALF];
    return shown == 0 && octet != 0 ? REPLACEMENT_CHARACTER : shown;
}

std::optional<uint8_t> find_below(char32_t end, char32_t code_point) {
    return code_point < end ? std::optional{static_cast<uint8_t>(code_point)} : std::nullopt;
}

}  // namespace

std::string_view to_string(charset value) {
    switch (value) {
        case charset::ascii:
            return "ascii";
        case charset::latin1:
            return "latin1";
        case charset::cyrillic:
            return "iso8859_5";
        case charset::hebrew:
            return "iso8859_8";
    }
    return "ascii";
}

std::optional<uint8_t> find_octet(charset set, char32_t code_point) {
    switch (set) {
        case charset::ascii:
            return find_below(0x80, code_point);
        case charset::latin1:
            return find_below(0x100, code_point);
        case charset::cyrillic:
            return find_in(CYRILLIC, code_point);
        case charset::hebrew:
            return find_in(HEBREW, code_point);
    }
    return std::nullopt;
}

char32_t read_octet(charset set, uint8_t octet) {
    switch (set) {
        case charset::ascii:
            return octet < 0x80 ? octet : REPLACEMENT_CHARACTER;
        case charset::latin1:
            return octet;
        case charset::cyrillic:
            return read_from(CYRILLIC, octet);
        case charset::hebrew:
            return read_from(HEBREW, octet);
    }
    return REPLACEMENT_CHARACTER;
}

}  // namespace kaskad::smpp
