#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// The charsets with a data_coding of their own and one octet a character (SMPP 3.4 §5.2.19).

namespace kaskad::smpp {

enum class charset : uint8_t {
    ascii = 0,     // 0x01, IA5
    latin1 = 1,    // 0x03, ISO 8859-1
    cyrillic = 2,  // 0x06, ISO 8859-5
    hebrew = 3,    // 0x07, ISO 8859-8
};

inline constexpr std::array CHARSETS_ALL{charset::ascii, charset::latin1, charset::cyrillic, charset::hebrew};

std::string_view to_string(charset value);

// Empty when the charset has no such character.
std::optional<uint8_t> find_octet(charset set, char32_t code_point);

// U+FFFD where the charset has nothing.
char32_t read_octet(charset set, uint8_t octet);

}  // namespace kaskad::smpp
