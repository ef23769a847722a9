#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Characters that make a text UCS-2, replaced by ones of the GSM alphabet: never unless somebody opted in, and every
// replacement is told, so that a preview can show it and the price follows.

namespace kaskad::smpp {

enum class transliteration : uint8_t {
    quotes = 0,    // typographic ones and primes -> ' and "
    dashes = 1,    // hyphens, dashes, minus -> -
    spaces = 2,    // no-break and other spaces -> space
    ellipsis = 3,  // -> ...
    cyrillic = 4,  // -> Latin, by ICAO Doc 9303
};

inline constexpr std::array TRANSLITERATIONS_ALL{transliteration::quotes, transliteration::dashes,
                                                 transliteration::spaces, transliteration::ellipsis,
                                                 transliteration::cyrillic};

std::string_view to_string(transliteration value);

using transliteration_set = uint8_t;  // bit n stands for the kind numbered n
constexpr transliteration_set set_of(transliteration value) {
    return static_cast<transliteration_set>(1U << static_cast<unsigned>(value));
}

// One kind of character and what stands for it; each is told once.
struct replacement {
    std::string from;  // a character
    std::string to;    // any number of them
    uint32_t times = 0;

    friend bool operator==(const replacement&, const replacement&) = default;
};

struct transliterated {
    std::string text;
    std::vector<replacement> replaced;  // in the order of their first places
};

// Of valid UTF-8; what follows an invalid octet is left out.
transliterated transliterate(std::string_view text, transliteration_set kinds);

}  // namespace kaskad::smpp
