#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Octets as hexadecimal text, for tests.

namespace kaskad::smpp {

inline std::string from_hex(std::string_view hex) {
    const auto digit = [](char letter) { return letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10; };
    std::string raw;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        raw.push_back(static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return raw;
}

inline std::string to_hex(std::string_view raw) {
    constexpr std::string_view DIGITS = "0123456789abcdef";
    std::string hex;
    for (const char octet : raw) {
        hex.push_back(DIGITS[static_cast<uint8_t>(octet) >> 4]);
        hex.push_back(DIGITS[static_cast<uint8_t>(octet) & 15]);
    }
    return hex;
}

}  // namespace kaskad::smpp
