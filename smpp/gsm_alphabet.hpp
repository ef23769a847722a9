#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The tables of the GSM 03.38 default alphabet and its extension. Used by alphabet.hpp only.

namespace kaskad::smpp {

inline constexpr uint8_t GSM_ESCAPE = 0x1B;

// One septet, or the escape and one.
struct gsm_code {
    uint8_t value = 0;  // below 0x80
    bool is_extended = false;

    std::size_t septets() const { return is_extended ? 2 : 1; }
};

namespace gsm {

// 3GPP 23.038 §6.2.1: code point of each septet. 0x1B leads to the extension.
inline constexpr std::array<char32_t, 128> DEFAULT_ALPHABET{
    // clang-format off
    0x0040, 0x00A3, 0x0024, 0x00A5, 0x00E8, 0x00E9, 0x00F9, 0x00EC,
    0x00F2, 0x00C7, 0x000A, 0x00D8, 0x00F8, 0x000D, 0x00C5, 0x00E5,
    0x0394, 0x005F, 0x03A6, 0x0393, 0x039B, 0x03A9, 0x03A0, 0x03A8,
    0x03A3, 0x0398, 0x039E, 0x001B, 0x00C6, 0x00E6, 0x00DF, 0x00C9,
    0x0020, 0x0021, 0x0022, 0x0023, 0x00A4, 0x0025, 0x0026, 0x0027,
    0x0028, 0x0029, 0x002A, 0x002B, 0x002C, 0x002D, 0x002E, 0x002F,
    0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x0035, 0x0036, 0x0037,
    0x0038, 0x0039, 0x003A, 0x003B, 0x003C, 0x003D, 0x003E, 0x003F,
    0x00A1, 0x0041, 0x0042, 0x0043, 0x0044, 0x0045, 0x0046, 0x0047,
    0x0048, 0x0049, 0x004A, 0x004B, 0x004C, 0x004D, 0x004E, 0x004F,
    0x0050, 0x0051, 0x0052, 0x0053, 0x0054, 0x0055, 0x0056, 0x0057,
    0x0058, 0x0059, 0x005A, 0x00C4, 0x00D6, 0x00D1, 0x00DC, 0x00A7,
    0x00BF, 0x0061, 0x0062, 0x0063, 0x0064, 0x0065, 0x0066, 0x0067,
    0x0068, 0x0069, 0x006A, 0x006B, 0x006C, 0x006D, 0x006E, 0x006F,
    0x0070, 0x0071, 0x0072, 0x0073, 0x0074, 0x0075, 0x0076, 0x0077,
    0x0078, 0x0079, 0x007A, 0x00E4, 0x00F6, 0x00F1, 0x00FC, 0x00E0,
    // clang-format on
};

struct extension_entry {
    uint8_t septet;
    char32_t code_point;
};

// 3GPP 23.038 §6.2.1.1: after an escape.
inline constexpr std::array EXTENSION{
    extension_entry{0x0A, 0x000C}, extension_entry{0x14, 0x005E}, extension_entry{0x28, 0x007B},
    extension_entry{0x29, 0x007D}, extension_entry{0x2F, 0x005C}, extension_entry{0x3C, 0x005B},
    extension_entry{0x3D, 0x007E}, extension_entry{0x3E, 0x005D}, extension_entry{0x40, 0x007C},
    extension_entry{0x65, 0x20AC},
};

inline constexpr uint8_t NO_CODE = 0xFF;

// The code of each Latin-1 character, where nearly every text stays.
inline constexpr std::array<gsm_code, 256> LATIN1_CODES = [] {
    std::array<gsm_code, 256> codes{};
    codes.fill({NO_CODE, false});
    for (std::size_t septet = 0; septet < DEFAULT_ALPHABET.size(); ++septet)
        if (septet != GSM_ESCAPE && DEFAULT_ALPHABET[septet] < codes.size())
            codes[DEFAULT_ALPHABET[septet]] = {static_cast<uint8_t>(septet), false};
    for (const auto& entry : EXTENSION)
        if (entry.code_point < codes.size()) codes[entry.code_point] = {entry.septet, true};
    return codes;
}();

// By octet of UTF-8: the septet of a character that is one octet there and one septet here, else NO_CODE.
inline constexpr std::array<uint8_t, 256> PLAIN_CODES = [] {
    std::array<uint8_t, 256> codes{};
    codes.fill(NO_CODE);
    for (std::size_t octet = 0; octet < 0x80; ++octet)
        if (!LATIN1_CODES[octet].is_extended) codes[octet] = LATIN1_CODES[octet].value;
    return codes;
}();

}  // namespace gsm

}  // namespace kaskad::smpp
