#pragma once

#include "core/assert.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/text_form.hpp"

#include <algorithm>
#include <concepts>
#include <string_view>
#include <utility>

// One character on the wire, in each form. A form's coder is picked once, so that the loops over a text are tight. Only
// for characters the form has: choose_form made sure.

namespace kaskad::smpp {

// Octets with the first one highest; what a cut may not go through.
struct coded_character {
    uint32_t value = 0;
    uint8_t octets = 0;
    uint8_t units = 0;
};

inline coded_character to_coded(gsm_code code) {
    if (code.is_extended) return {uint32_t{GSM_ESCAPE} << 8 | code.value, 2, 2};
    return {code.value, 1, 1};
}

inline uint8_t plain_code(char letter) {
    return gsm::PLAIN_CODES[static_cast<uint8_t>(letter)];
}

// The plain characters that come next (gsm::PLAIN_CODES): most texts are nothing else, and need no look at the form of
// each.
inline std::string_view take_plain(utf8_reader& reader) {
    const auto rest = reader.rest();
    const auto end = std::ranges::find(rest, gsm::NO_CODE, plain_code);
    const auto plain = rest.substr(0, static_cast<size_t>(end - rest.begin()));
    reader.skip(plain.size());
    return plain;
}

struct gsm7_coder {
    coded_character operator()(char32_t code_point) const {
        const auto code = find_gsm_code(code_point);
        ASSERT(code.has_value());
        return to_coded(*code);
    }
};

struct national_coder {
    shift_tables shifts;

    coded_character operator()(char32_t code_point) const {
        const auto code = find_gsm_code(code_point, shifts);
        ASSERT(code.has_value());
        return to_coded(*code);
    }
};

// data_coding 0 of a message centre with an alphabet of its own.
struct default_coder {
    default_alphabet alphabet;

    coded_character operator()(char32_t code_point) const {
        const auto code = find_gsm_code(code_point);
        ASSERT(code.has_value());
        const auto octets = find_default_octets(alphabet, code_point, *code);
        ASSERT(octets.has_value());
        return {octets->value, octets->count, static_cast<uint8_t>(code->septets())};
    }
};

struct charset_coder {
    charset set;

    coded_character operator()(char32_t code_point) const {
        const auto octet = find_octet(set, code_point);
        ASSERT(octet.has_value());
        return {*octet, 1, 1};
    }
};

struct ucs2_coder {
    coded_character operator()(char32_t code_point) const {
        if (utf16_units(code_point) == 1) return {code_point, 2, 1};
        const char32_t offset = code_point - 0x10000;
        return {(0xD800 + (offset >> 10)) << 16 | (0xDC00 + (offset & 0x3FF)), 4, 2};
    }
};

template <typename Coder>
inline constexpr bool HAS_PLAIN = std::same_as<Coder, gsm7_coder>;

template <typename Use>
decltype(auto) with_coder(const text_form& form, Use&& use) {
    switch (form.coding) {
        case encoding::ucs2:
            return use(ucs2_coder{});
        case encoding::ascii:
            return use(charset_coder{charset::ascii});
        case encoding::latin1:
            return use(charset_coder{charset::latin1});
        case encoding::cyrillic:
            return use(charset_coder{charset::cyrillic});
        case encoding::hebrew:
            return use(charset_coder{charset::hebrew});
        case encoding::gsm7:
            break;
    }
    if (!form.shifts.is_plain()) return use(national_coder{form.shifts});
    const bool is_gsm = form.alphabet == default_alphabet::gsm7 || form.alphabet == default_alphabet::gsm7_packed;
    if (!is_gsm) return use(default_coder{form.alphabet});
    return use(gsm7_coder{});
}

}  // namespace kaskad::smpp
