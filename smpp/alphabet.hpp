#pragma once

#include "smpp/charset.hpp"
#include "smpp/gsm_alphabet.hpp"
#include "smpp/national_language.hpp"
#include "smpp/octets.hpp"
#include "smpp/unicode.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

// GSM 03.38 (one septet an octet, as SMPP carries it) and the charsets of one octet a character, both ways.

namespace kaskad::smpp {

// Empty when the default alphabet has no such character.
std::optional<gsm_code> find_rare_gsm_code(char32_t code_point);
inline std::optional<gsm_code> find_gsm_code(char32_t code_point) {
    if (code_point >= gsm::LATIN1_CODES.size()) return find_rare_gsm_code(code_point);
    const gsm_code code = gsm::LATIN1_CODES[code_point];
    return code.value == gsm::NO_CODE ? std::nullopt : std::optional{code};
}
inline void append_gsm7(std::string& out, gsm_code code) {
    if (code.is_extended) out.push_back(static_cast<char>(GSM_ESCAPE));
    out.push_back(static_cast<char>(code.value));
}

struct not_representable {
    size_t position = 0;  // of the first character that is invalid UTF-8 or not in the alphabet
};
std::expected<std::string, not_representable> encode_gsm7(std::string_view text, shift_tables tables = {});
std::expected<std::string, not_representable> encode_charset(std::string_view text, charset set);

// Lenient: an escape before an undefined code shows the base character, a lone one at the end a space, an octet above
// 0x7F U+FFFD.
std::string decode_gsm7(octets input, shift_tables tables = {});
std::string decode_charset(octets input, charset set);

}  // namespace kaskad::smpp
