#include "smpp/text_form.hpp"

#include "smpp/alphabet.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/part_count.hpp"
#include "smpp/text_coder.hpp"

#include <tuple>

namespace kaskad::smpp {

namespace {

constexpr size_t SMS_OCTETS = 140;
constexpr size_t SHORT_MESSAGE_OCTETS = 254;

constexpr std::array CHARSET_ENCODINGS{encoding::ascii, encoding::latin1, encoding::cyrillic, encoding::hebrew};
static_assert(CHARSET_ENCODINGS.size() == CHARSETS_ALL.size());

bool is_gsm_septets(default_alphabet alphabet) {
    return alphabet == default_alphabet::gsm7 || alphabet == default_alphabet::gsm7_packed;
}

size_t units_in(encoding coding, size_t octets) {
    if (coding == encoding::ucs2) return octets / 2;
    return coding == encoding::gsm7 ? octets * 8 / 7 : octets;
}

// The sum over a text that is known to be valid; empty as soon as a character has no code.
template <typename Units>
std::optional<size_t> sum_units(std::string_view text, Units units_of) {
    size_t sum = 0;
    utf8_reader reader{text};
    while (const auto code_point = reader.next()) {
        const size_t units = units_of(*code_point);
        if (units == 0) return std::nullopt;
        sum += units;
    }
    return sum;
}

struct first_measure {
    std::optional<size_t> septets;
    size_t utf16 = 0;
};

// Septets as long as every character has a code, UTF-16 units in any case.
template <bool HAS_PLAIN_CHARACTERS, typename Septets>
std::expected<first_measure, invalid_utf8> measure(std::string_view text, Septets septets_of) {
    size_t septets = 0;
    size_t utf16 = 0;
    bool is_gsm7 = true;
    utf8_reader reader{text};
    while (true) {
        if constexpr (HAS_PLAIN_CHARACTERS) {
            const auto plain = take_plain(reader).size();
            utf16 += plain;
            septets += plain;
        }
        const auto code_point = reader.next();
        if (!code_point) break;
        utf16 += utf16_units(*code_point);
        const size_t units = is_gsm7 ? septets_of(*code_point) : 0;
        is_gsm7 = units > 0;
        septets += units;
    }
    if (!reader.is_at_end()) return std::unexpected(invalid_utf8{reader.position()});
    return first_measure{is_gsm7 ? std::optional{septets} : std::nullopt, utf16};
}

std::expected<first_measure, invalid_utf8> measure(std::string_view text, default_alphabet alphabet) {
    if (is_gsm_septets(alphabet)) {
        return measure<true>(text, [](char32_t code_point) {
            const auto code = find_gsm_code(code_point);
            return code ? code->septets() : 0;
        });
    }
    return measure<false>(text, [alphabet](char32_t code_point) {
        const auto code = find_gsm_code(code_point);
        return code && find_default_octets(alphabet, code_point, *code) ? code->septets() : size_t{0};
    });
}

std::optional<sized_form> try_tables(std::string_view text, shift_tables shifts, default_alphabet alphabet) {
    const auto septets = sum_units(text, [shifts](char32_t code_point) {
        const auto code = find_gsm_code(code_point, shifts);
        return code ? code->septets() : 0;
    });
    if (!septets) return std::nullopt;
    return sized_form{{encoding::gsm7, alphabet, shifts}, *septets};
}

// The fewest parts; of equal ones the fewest septets, then the lowest language, a single shift before a locking one.
std::optional<sized_form> choose_national(std::string_view text, const text_terms& terms, size_t more_octets) {
    if (terms.split != split_way::udh || !is_gsm_septets(terms.alphabet)) return std::nullopt;
    std::optional<sized_form> best;
    size_t best_parts = 0;
    const auto consider = [&](shift_tables shifts) {
        const auto tried = try_tables(text, shifts, terms.alphabet);
        if (!tried) return;
        const auto parts = count_form_parts(text, *tried, capacity_of(tried->form, terms, more_octets));
        if (best && std::tuple{parts, tried->units} >= std::tuple{best_parts, best->units}) return;
        best = tried;
        best_parts = parts;
    };
    for (const auto language : LANGUAGES_ALL) {
        if ((terms.languages & set_of(language)) == 0) continue;
        consider({.locking = language::none, .single = language});
        if (!has_locking_table(language)) continue;
        consider({.locking = language, .single = language::none});
        consider({.locking = language, .single = language});
    }
    return best;
}

std::optional<sized_form> choose_charset(std::string_view text, charset_set allowed) {
    for (const auto set : CHARSETS_ALL) {
        if ((allowed & set_of(set)) == 0) continue;
        const auto octets =
            sum_units(text, [set](char32_t code_point) { return find_octet(set, code_point) ? size_t{1} : 0; });
        if (octets) return sized_form{{.coding = CHARSET_ENCODINGS[static_cast<size_t>(set)]}, *octets};
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(encoding value) {
    switch (value) {
        case encoding::gsm7:
            return "gsm7";
        case encoding::ucs2:
            return "ucs2";
        case encoding::ascii:
            return to_string(charset::ascii);
        case encoding::latin1:
            return to_string(charset::latin1);
        case encoding::cyrillic:
            return to_string(charset::cyrillic);
        case encoding::hebrew:
            return to_string(charset::hebrew);
    }
    return "ucs2";
}

uint8_t data_coding_of(encoding value) {
    switch (value) {
        case encoding::gsm7:
            return data_coding::DEFAULT;
        case encoding::ucs2:
            return data_coding::UCS2;
        case encoding::ascii:
            return data_coding::IA5;
        case encoding::latin1:
            return data_coding::LATIN1;
        case encoding::cyrillic:
            return data_coding::CYRILLIC;
        case encoding::hebrew:
            return data_coding::HEBREW;
    }
    return data_coding::UCS2;
}

part_capacity capacity_of(const text_form& form, const text_terms& terms, size_t more_octets) {
    const size_t shift_octets = udh_size({.shifts = form.shifts});
    const size_t inner = more_octets + (shift_octets == 0 ? 0 : shift_octets - 1);
    const size_t place_octets = terms.width == reference_width::bits_16 ? 6 : 5;
    const auto room = [&](size_t elements) {
        const size_t header = elements == 0 ? 0 : elements + 1;
        return units_in(form.coding, header < SMS_OCTETS ? SMS_OCTETS - header : 0);
    };
    part_capacity capacity{room(inner), room(inner + place_octets)};
    if (form.alphabet == default_alphabet::utf8) capacity.octets = SHORT_MESSAGE_OCTETS - inner - place_octets - 1;
    return capacity;
}

std::expected<sized_form, invalid_utf8> choose_form(std::string_view text, const text_terms& terms,
                                                    size_t more_octets) {
    const auto measured = measure(text, terms.alphabet);
    if (!measured) return std::unexpected(measured.error());
    if (measured->septets) return sized_form{{encoding::gsm7, terms.alphabet, {}}, *measured->septets};
    if (terms.languages != 0)
        if (const auto national = choose_national(text, terms, more_octets)) return *national;
    if (terms.charsets != 0)
        if (const auto chosen = choose_charset(text, terms.charsets)) return *chosen;
    return sized_form{{.coding = encoding::ucs2}, measured->utf16};
}

}  // namespace kaskad::smpp
