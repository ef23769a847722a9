#pragma once

#include "smpp/text_terms.hpp"
#include "smpp/unicode.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

// How a text is written: chosen by its characters, among what the peer takes. GSM 7-bit; else a national table, the one
// with the fewest parts; else a charset of one octet a character; else UCS-2, which takes every text.

namespace kaskad::smpp {

enum class encoding : uint8_t { gsm7 = 0, ucs2 = 1, ascii = 2, latin1 = 3, cyrillic = 4, hebrew = 5 };

std::string_view to_string(encoding value);
uint8_t data_coding_of(encoding value);

struct text_form {
    encoding coding = encoding::gsm7;
    default_alphabet alphabet = default_alphabet::gsm7;  // with gsm7
    shift_tables shifts;                                 // with gsm7
};

constexpr bool is_packed(const text_form& form) {
    return form.coding == encoding::gsm7 && form.alphabet == default_alphabet::gsm7_packed;
}

// A form and how long the text is in it: septets (an escape counts one more), octets, or UTF-16 units.
struct sized_form {
    text_form form;
    size_t units = 0;
};

// What fits one message, and one part of several. `octets` bounds short_message where characters take more than units.
struct part_capacity {
    size_t single = 0;
    size_t part = 0;
    size_t octets = SIZE_MAX;
};

// SMPP 5.0 §4.2.8 and 3GPP 23.040 §9.2.3.24: 140 octets less the headers. sar_* and message_payload keep the same room:
// the message centre makes the same headers. `more_octets`: of further information elements in every part.
part_capacity capacity_of(const text_form& form, const text_terms& terms, size_t more_octets = 0);

// Allocates nothing.
std::expected<sized_form, invalid_utf8> choose_form(std::string_view text, const text_terms& terms,
                                                    size_t more_octets = 0);

}  // namespace kaskad::smpp
