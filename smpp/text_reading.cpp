#include "smpp/text_reading.hpp"

#include "smpp/alphabet.hpp"
#include "smpp/gsm_packing.hpp"

namespace kaskad::smpp {

namespace {

std::string decode_septets(octets input, default_alphabet alphabet, shift_tables shifts, size_t udh_octets) {
    if (alphabet == default_alphabet::gsm7_packed) {
        const auto septets = unpack_septets(input, udh_octets);
        return decode_gsm7(as_octets(septets), shifts);
    }
    // Who names national tables means GSM 7-bit, whatever its data_coding 0 is otherwise.
    return shifts.is_plain() ? decode_default(input, alphabet) : decode_gsm7(input, shifts);
}

}  // namespace

std::optional<std::string> decode_text(octets input, uint8_t data_coding, const reading_terms& terms,
                                       shift_tables shifts, size_t udh_octets) {
    switch (alphabet_of(data_coding, terms.scheme)) {
        case text_alphabet::message_centre_default:
            return decode_septets(input, terms.alphabet, shifts, udh_octets);
        case text_alphabet::ia5:
            return decode_charset(input, charset::ascii);
        case text_alphabet::latin1:
            return decode_charset(input, charset::latin1);
        case text_alphabet::cyrillic:
            return decode_charset(input, charset::cyrillic);
        case text_alphabet::hebrew:
            return decode_charset(input, charset::hebrew);
        case text_alphabet::ucs2:
            return decode_utf16(input, terms.ucs2_order);
        case text_alphabet::jis:
            return decode_japanese(input, terms.japanese);
        case text_alphabet::iso_2022_jp:
            return decode_iso_2022_jp(input);
        case text_alphabet::jis_x_0212:
            return decode_jis_x_0212(input);
        case text_alphabet::ks_c_5601:
            return decode_ks_c_5601(input);
        case text_alphabet::binary:
        case text_alphabet::other:
            return std::nullopt;
    }
    return std::nullopt;
}

user_data read_user_data(octets input, bool has_udh) {
    if (!has_udh) return {std::nullopt, input};
    auto header = parse_udh(input);
    const auto size = header ? header->size : 0;
    return {std::move(header), input.subspan(size)};
}

}  // namespace kaskad::smpp
