#include "smpp/alphabet.hpp"

#include "smpp/data_coding.hpp"

#include <array>

namespace kaskad::smpp {

namespace {

// 3GPP 23.038 §6.2.1: code point of each septet. 0x1B leads to the extension.
constexpr std::array<char32_t, 128> DEFAULT_ALPHABET{
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
constexpr std::array EXTENSION{
    extension_entry{0x0A, 0x000C}, extension_entry{0x14, 0x005E}, extension_entry{0x28, 0x007B},
    extension_entry{0x29, 0x007D}, extension_entry{0x2F, 0x005C}, extension_entry{0x3C, 0x005B},
    extension_entry{0x3D, 0x007E}, extension_entry{0x3E, 0x005D}, extension_entry{0x40, 0x007C},
    extension_entry{0x65, 0x20AC},
};

constexpr uint8_t NO_CODE = 0xFF;

// The septet of each Latin-1 character, where nearly every text stays.
constexpr std::array<uint8_t, 256> LATIN1_SEPTETS = [] {
    std::array<uint8_t, 256> septets{};
    septets.fill(NO_CODE);
    for (size_t septet = 0; septet < DEFAULT_ALPHABET.size(); ++septet)
        if (septet != GSM_ESCAPE && DEFAULT_ALPHABET[septet] < septets.size())
            septets[DEFAULT_ALPHABET[septet]] = static_cast<uint8_t>(septet);
    return septets;
}();

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

std::optional<gsm_code> find_gsm_code(char32_t code_point) {
    if (code_point < LATIN1_SEPTETS.size()) {
        const uint8_t septet = LATIN1_SEPTETS[code_point];
        if (septet != NO_CODE) return gsm_code{septet, false};
    } else if (const auto greek = find_greek(code_point)) {
        return greek;
    }
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

void append_gsm7(std::string& out, gsm_code code) {
    if (code.is_extended) out.push_back(static_cast<char>(GSM_ESCAPE));
    out.push_back(static_cast<char>(code.value));
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
