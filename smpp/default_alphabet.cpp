#include "smpp/default_alphabet.hpp"

#include "smpp/alphabet.hpp"
#include "smpp/unicode.hpp"

#include <algorithm>
#include <span>

namespace kaskad::smpp {

namespace {

constexpr uint8_t T_MOBILE_EURO = 0x80;
constexpr char32_t EURO = 0x20AC;

// Where a message centre has another octet for a septet of the default alphabet.
struct moved_septet {
    uint8_t septet;
    uint8_t octet;
};

constexpr std::array AIRWIDE{moved_septet{0x00, 0x40}, moved_septet{0x02, 0x24}, moved_septet{0x11, 0x5F}};

constexpr std::array VODAFONE_DE{
    moved_septet{0x00, 0x40}, moved_septet{0x02, 0x24}, moved_septet{0x1E, 0x7E}, moved_septet{0x24, 0x02},
    moved_septet{0x40, 0xA1}, moved_septet{0x5D, 0x5F}, moved_septet{0x5E, 0x5D}, moved_septet{0x5F, 0x5E},
    moved_septet{0x7D, 0x1E}, moved_septet{0x7E, 0x7D},
};

// All that Latin-1 has stands where Latin-1 has it; the capital delta has the octet Latin-1 leaves to DEL.
constexpr auto VODAFONE_TR = [] {
    std::array<moved_septet, 33> moved{};
    size_t count = 0;
    for (uint8_t septet = 0; septet < 0x80; ++septet) {
        const char32_t shown = gsm::DEFAULT_ALPHABET[septet];
        if (septet != GSM_ESCAPE && shown < 0x100 && shown != septet)
            moved[count++] = {septet, static_cast<uint8_t>(shown)};
    }
    moved[count++] = {0x10, 0x7F};
    return moved;
}();

std::span<const moved_septet> moved_in(default_alphabet alphabet) {
    if (alphabet == default_alphabet::airwide) return AIRWIDE;
    if (alphabet == default_alphabet::vodafone_de) return VODAFONE_DE;
    if (alphabet == default_alphabet::vodafone_tr) return VODAFONE_TR;
    return {};
}

character_octets gsm_octets(gsm_code code) {
    if (code.is_extended) return {uint32_t{GSM_ESCAPE} << 8 | code.value, 2};
    return {code.value, 1};
}

character_octets moved_octets(std::span<const moved_septet> moved, gsm_code code) {
    const auto found = std::ranges::find(moved, code.value, &moved_septet::septet);
    if (code.is_extended || found == moved.end()) return gsm_octets(code);
    return {found->octet, 1};
}

character_octets utf8_octets(char32_t code_point) {
    std::string text;
    append_utf8(text, code_point);
    character_octets result{0, static_cast<uint8_t>(text.size())};
    for (const char octet : text)
        result.value = result.value << 8 | static_cast<uint8_t>(octet);
    return result;
}

std::optional<character_octets> latin1_octets(char32_t code_point, char32_t end) {
    if (code_point >= end) return std::nullopt;
    return character_octets{code_point, 1};
}

// The octets of an escape sequence stand where 23.038 has them.
std::string decode_moved(octets input, std::span<const moved_septet> moved) {
    std::string septets{as_text(input)};
    bool is_escaped = false;
    for (char& octet : septets) {
        const auto found = std::ranges::find(moved, static_cast<uint8_t>(octet), &moved_septet::octet);
        const bool is_moved = !is_escaped && found != moved.end();
        is_escaped = !is_escaped && octet == GSM_ESCAPE;
        if (is_moved) octet = static_cast<char>(found->septet);
    }
    return decode_gsm7(as_octets(septets));
}

std::string decode_t_mobile_nl(octets input) {
    std::string septets;
    for (const uint8_t octet : input) {
        if (octet == T_MOBILE_EURO) {
            septets += "\x1B\x65";
        } else {
            septets.push_back(static_cast<char>(octet));
        }
    }
    return decode_gsm7(as_octets(septets));
}

}  // namespace

std::string_view to_string(default_alphabet value) {
    static constexpr std::array<std::string_view, 9> NAMES{
        "gsm7", "gsm7_packed", "latin1", "ascii", "utf8", "airwide", "vodafone_de", "vodafone_tr", "t_mobile_nl"};
    return NAMES[static_cast<size_t>(value)];
}

std::optional<character_octets> find_default_octets(default_alphabet alphabet, char32_t code_point, gsm_code code) {
    switch (alphabet) {
        case default_alphabet::gsm7:
        case default_alphabet::gsm7_packed:
        case default_alphabet::airwide:
            return gsm_octets(code);
        case default_alphabet::latin1:
            return latin1_octets(code_point, 0x100);
        case default_alphabet::ascii:
            return latin1_octets(code_point, 0x80);
        case default_alphabet::utf8:
            return utf8_octets(code_point);
        case default_alphabet::vodafone_de:
        case default_alphabet::vodafone_tr:
            return moved_octets(moved_in(alphabet), code);
        case default_alphabet::t_mobile_nl:
            if (code_point == EURO) return character_octets{T_MOBILE_EURO, 1};
            if (code.is_extended) return std::nullopt;
            return gsm_octets(code);
    }
    return std::nullopt;
}

std::string decode_default(octets input, default_alphabet alphabet) {
    switch (alphabet) {
        case default_alphabet::gsm7:
        case default_alphabet::gsm7_packed:
            return decode_gsm7(input);
        case default_alphabet::latin1:
            return decode_latin1(input);
        case default_alphabet::ascii:
            return decode_charset(input, charset::ascii);
        case default_alphabet::utf8:
            return decode_utf8(input);
        case default_alphabet::airwide:
        case default_alphabet::vodafone_de:
        case default_alphabet::vodafone_tr:
            return decode_moved(input, moved_in(alphabet));
        case default_alphabet::t_mobile_nl:
            return decode_t_mobile_nl(input);
    }
    return {};
}

}  // namespace kaskad::smpp
