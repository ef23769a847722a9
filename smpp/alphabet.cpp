#include "smpp/alphabet.hpp"

#include "smpp/data_coding.hpp"

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

char32_t extension_or_base(uint8_t septet) {
    for (const auto& entry : EXTENSION)
        if (entry.septet == septet) return entry.code_point;
    return septet == GSM_ESCAPE ? U' ' : DEFAULT_ALPHABET[septet];
}

std::string decode_ascii(octets input) {
    std::string decoded;
    for (const uint8_t octet : input)
        append_utf8(decoded, octet < 0x80 ? octet : REPLACEMENT_CHARACTER);
    return decoded;
}

// What claims to be UTF-8 and is not is shown as Latin-1: nothing is lost.
std::string decode_utf8(octets input) {
    const auto text = as_text(input);
    return find_invalid_utf8(text) ? decode_latin1(input) : std::string{text};
}

std::string decode_default(octets input, default_alphabet alphabet) {
    switch (alphabet) {
        case default_alphabet::gsm7:
            return decode_gsm7(input);
        case default_alphabet::latin1:
            return decode_latin1(input);
        case default_alphabet::ascii:
            return decode_ascii(input);
        case default_alphabet::utf8:
            return decode_utf8(input);
    }
    return {};
}

}  // namespace

std::string_view to_string(encoding value) {
    return value == encoding::gsm7 ? "gsm7" : "ucs2";
}

std::optional<gsm_code> find_rare_gsm_code(char32_t code_point) {
    if (const auto greek = find_greek(code_point)) return greek;
    return find_extension(code_point);
}

std::expected<encoding, invalid_utf8> choose_encoding(std::string_view text) {
    auto chosen = encoding::gsm7;
    utf8_reader reader{text};
    while (const auto code_point = reader.next())
        if (chosen == encoding::gsm7 && !find_gsm_code(*code_point)) chosen = encoding::ucs2;
    if (!reader.is_at_end()) return std::unexpected(invalid_utf8{reader.position()});
    return chosen;
}

std::expected<std::string, not_representable> encode_gsm7(std::string_view text) {
    std::string encoded;
    encoded.reserve(text.size());
    utf8_reader reader{text};
    while (!reader.is_at_end()) {
        const size_t position = reader.position();
        const auto code_point = reader.next();
        const auto code = code_point ? find_gsm_code(*code_point) : std::nullopt;
        if (!code) return std::unexpected(not_representable{position});
        append_gsm7(encoded, *code);
    }
    return encoded;
}

std::string decode_gsm7(octets input) {
    std::string decoded;
    decoded.reserve(input.size());
    bool is_escaped = false;
    for (const uint8_t octet : input) {
        if (octet == GSM_ESCAPE && !is_escaped) {
            is_escaped = true;
            continue;
        }
        const bool is_septet = octet < 0x80;
        const char32_t base = is_septet ? DEFAULT_ALPHABET[octet] : REPLACEMENT_CHARACTER;
        append_utf8(decoded, is_septet && is_escaped ? extension_or_base(octet) : base);
        is_escaped = false;
    }
    if (is_escaped) decoded.push_back(' ');
    return decoded;
}

std::optional<std::string> decode_text(octets input, uint8_t data_coding, default_alphabet alphabet) {
    switch (alphabet_of(data_coding)) {
        case text_alphabet::message_centre_default:
            return decode_default(input, alphabet);
        case text_alphabet::ia5:
            return decode_ascii(input);
        case text_alphabet::latin1:
            return decode_latin1(input);
        case text_alphabet::ucs2:
            return decode_utf16(input);
        case text_alphabet::binary:
        case text_alphabet::other:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace kaskad::smpp
