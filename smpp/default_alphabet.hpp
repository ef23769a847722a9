#pragma once

#include "smpp/gsm_alphabet.hpp"
#include "smpp/octets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What one peer means by data_coding 0: its message centre's own alphabet, which is not always GSM 03.38 unpacked. The
// same octets then stand for another text. Whatever the form, the handset gets GSM 7-bit, so septets are counted.

namespace kaskad::smpp {

enum class default_alphabet : uint8_t {
    gsm7 = 0,
    gsm7_packed = 1,
    latin1 = 2,
    ascii = 3,
    utf8 = 4,
    airwide = 5,      // GSM 03.38, but @ $ _ stand as in ASCII too in what it sends
    vodafone_de = 6,  // GSM 03.38 with ten characters moved
    vodafone_tr = 7,  // Latin-1 with the capital Greek letters
    t_mobile_nl = 8,  // GSM 03.38 without an extension; the euro sign is 0x80
};

std::string_view to_string(default_alphabet value);

// Up to four octets of one character, the first one highest.
struct character_octets {
    uint32_t value = 0;
    uint8_t count = 0;
};

// How a character with this GSM code is written; empty when that alphabet cannot. Of gsm7_packed: before it is packed.
std::optional<character_octets> find_default_octets(default_alphabet alphabet, char32_t code_point, gsm_code code);

// The text as UTF-8, whatever the octets are. Of gsm7_packed: after it is unpacked.
std::string decode_default(octets input, default_alphabet alphabet);

}  // namespace kaskad::smpp
