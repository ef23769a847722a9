#pragma once

#include "smpp/gsm_alphabet.hpp"
#include "smpp/octets.hpp"
#include "smpp/unicode.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

// The alphabets of a text: GSM 03.38 default with its extension (one septet an octet, as SMPP carries it), or UCS-2.
// National tables and packed septets are not here.

namespace kaskad::smpp {

enum class encoding : uint8_t { gsm7, ucs2 };

std::string_view to_string(encoding value);

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

// gsm7 if every character has a code there, else ucs2.
std::expected<encoding, invalid_utf8> choose_encoding(std::string_view text);

struct not_representable {
    size_t position = 0;  // of the first character that is invalid UTF-8 or not in the alphabet
};
std::expected<std::string, not_representable> encode_gsm7(std::string_view text);

// Lenient: an escape before an undefined code shows the base character, a lone one at the end a space, an octet above
// 0x7F U+FFFD.
std::string decode_gsm7(octets input);

// How data_coding 0 is meant by one peer (its own default alphabet is not always GSM 03.38).
enum class default_alphabet : uint8_t { gsm7, latin1, ascii, utf8 };

// The text of a short message whose UDH is already cut off, as UTF-8; empty for data_codings that are binary or not
// read here (data_coding.hpp).
std::optional<std::string> decode_text(octets input, uint8_t data_coding,
                                       default_alphabet alphabet = default_alphabet::gsm7);

}  // namespace kaskad::smpp
