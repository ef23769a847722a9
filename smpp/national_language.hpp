#pragma once

#include "smpp/gsm_alphabet.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// The national languages of the GSM 7-bit alphabet (3GPP 23.038 §6.2.1.2). A locking shift table takes the place of the
// default alphabet, a single shift table that of the extension behind an escape; an information element in the UDH of
// every part names them.

namespace kaskad::smpp {

// National language identifiers, as on the wire.
enum class language : uint8_t {
    none = 0,
    turkish = 1,
    spanish = 2,  // has no locking shift table
    portuguese = 3,
    bengali = 4,
    gujarati = 5,
    hindi = 6,
    kannada = 7,
    malayalam = 8,
    oriya = 9,
    punjabi = 10,
    tamil = 11,
    telugu = 12,
    urdu = 13,
};

inline constexpr std::array LANGUAGES_ALL{
    language::turkish, language::spanish, language::portuguese, language::bengali, language::gujarati,
    language::hindi,   language::kannada, language::malayalam,  language::oriya,   language::punjabi,
    language::tamil,   language::telugu,  language::urdu,
};

// "turkish"
std::string_view to_string(language value);

// A set of languages as the text options keep it: bit n stands for identifier n.
using language_set = uint16_t;
constexpr language_set set_of(language value) {
    return static_cast<language_set>(1U << static_cast<unsigned>(value));
}
inline constexpr language_set EVERY_LANGUAGE = 0x3FFE;

// The tables in force in one text.
struct shift_tables {
    language locking = language::none;
    language single = language::none;

    bool is_plain() const { return locking == language::none && single == language::none; }
    friend bool operator==(const shift_tables&, const shift_tables&) = default;
};

bool has_locking_table(language value);

// Empty when these tables have no such character.
std::optional<gsm_code> find_gsm_code(char32_t code_point, shift_tables tables);

// What a septet below 0x80 shows; behind an escape a septet without a meaning shows what it shows alone, and a second
// escape or an undefined septet a space.
char32_t read_septet(uint8_t septet, bool is_escaped, shift_tables tables);

}  // namespace kaskad::smpp
