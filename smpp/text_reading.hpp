#pragma once

#include "smpp/data_coding.hpp"
#include "smpp/default_alphabet.hpp"
#include "smpp/east_asian.hpp"
#include "smpp/national_language.hpp"
#include "smpp/octets.hpp"
#include "smpp/udh.hpp"
#include "smpp/unicode.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Texts as peers send them. Total: whatever the octets are, something readable comes out; what is wrong becomes U+FFFD.

namespace kaskad::smpp {

// How one peer's texts are meant.
struct reading_terms {
    default_alphabet alphabet = default_alphabet::gsm7;  // data_coding 0
    coding_scheme scheme = coding_scheme::smpp;
    octet_order ucs2_order = octet_order::big_endian;
    japanese_form japanese = japanese_form::shift_jis;  // data_coding 5

    friend bool operator==(const reading_terms&, const reading_terms&) = default;
};

// The text of a short message whose UDH is already cut off, as UTF-8; empty for data_codings that are binary or not
// read here. `shifts`: what the UDH said. `udh_octets`: how long it was, for packed septets.
std::optional<std::string> decode_text(octets input, uint8_t data_coding, const reading_terms& terms = {},
                                       shift_tables shifts = {}, size_t udh_octets = 0);

// The octets of one message or part: what its UDH says, and the rest.
struct user_data {
    std::optional<udh> header;  // empty also when esm_class announced one that does not hold together
    octets text;                // without the header; all of it where there is none
};
user_data read_user_data(octets input, bool has_udh);

}  // namespace kaskad::smpp
