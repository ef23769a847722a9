#include "smpp/alphabet.hpp"

namespace kaskad::smpp {

namespace {

using gsm::DEFAULT_ALPHABET;
using gsm::EXTENSION;

// The capital Greek letters: septets 0x10 to 0x1A.
std::optional<gsm_code> find_greek(char32_t code_point) {
    for (uint8_t septet = 0x10; septet < GSM_ESCAPE; ++septet)
        if (DEFAULT_ALPHABET[septet] == code_point) return gsm_code{septet, false};
    return std::nullopt;
}

std::optional<gsm_code> find_extension(char32_t code_point) {
    for (const auto& entry : EXTENSION)
        if (entry.code_point == code_point) return gsm_code{entry.septet, true};
    return std::nullopt;
}

// `append` puts one character, or says that it cannot.
template <typename Append>
std::expected<std::string, not_representable> encode_each(std::string_view text, Append append) {
    std::string encoded;
    encoded.reserve(text.size());
    utf8_reader reader{text};
    while (!reader.is_at_end()) {
        const size_t position = reader.position();
        const auto code_point = reader.next();
        if (!code_point || !append(encoded, *code_point)) return std::unexpected(not_representable{position});
    }
    return encoded;
}

}  // namespace

std::optional<gsm_code> find_rare_gsm_code(char32_t code_point) {
    if (const auto greek = find_greek(code_point)) return greek;
    return find_extension(code_point);
}

std::expected<std::string, not_representable> encode_gsm7(std::string_view text, shift_tables tables) {
    return encode_each(text, [tables](std::string& out, char32_t code_point) {
        const auto code = find_gsm_code(code_point, tables);
        if (code) append_gsm7(out, *code);
        return code.has_value();
    });
}

std::expected<std::string, not_representable> encode_charset(std::string_view text, charset set) {
    return encode_each(text, [set](std::string& out, char32_t code_point) {
        const auto octet = find_octet(set, code_point);
        if (octet) out.push_back(static_cast<char>(*octet));
        return octet.has_value();
    });
}

std::string decode_gsm7(octets input, shift_tables tables) {
    std::string decoded;
    decoded.reserve(input.size());
    bool is_escaped = false;
    for (const uint8_t octet : input) {
        if (octet == GSM_ESCAPE && !is_escaped) {
            is_escaped = true;
            continue;
        }
        append_utf8(decoded, octet < 0x80 ? read_septet(octet, is_escaped, tables) : REPLACEMENT_CHARACTER);
        is_escaped = false;
    }
    if (is_escaped) decoded.push_back(' ');
    return decoded;
}

std::string decode_charset(octets input, charset set) {
    std::string decoded;
    decoded.reserve(input.size());
    for (const uint8_t octet : input)
        append_utf8(decoded, read_octet(set, octet));
    return decoded;
}

}  // namespace kaskad::smpp
