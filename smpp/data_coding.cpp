#include "smpp/data_coding.hpp"

namespace kaskad::smpp {

namespace {

constexpr uint8_t GROUP_MASK = 0xF0;
constexpr uint8_t CLASS_MASK = 0x03;
constexpr uint8_t HAS_CLASS = 0x10;
constexpr uint8_t IS_COMPRESSED = 0x20;
constexpr uint8_t IS_DELETED = 0x40;
constexpr uint8_t IS_BINARY = 0x04;
constexpr uint8_t IS_UCS2 = 0x08;
constexpr uint8_t IS_ACTIVE = 0x08;

text_alphabet smpp_alphabet(uint8_t data_coding) {
    switch (data_coding) {
        case data_coding::DEFAULT:
            return text_alphabet::message_centre_default;
        case data_coding::IA5:
            return text_alphabet::ia5;
        case data_coding::LATIN1:
            return text_alphabet::latin1;
        case 0x02:
        case data_coding::BINARY:
            return text_alphabet::binary;
        case data_coding::JIS:
            return text_alphabet::jis;
        case data_coding::CYRILLIC:
            return text_alphabet::cyrillic;
        case data_coding::HEBREW:
            return text_alphabet::hebrew;
        case data_coding::UCS2:
            return text_alphabet::ucs2;
        case data_coding::ISO_2022_JP:
            return text_alphabet::iso_2022_jp;
        case data_coding::JIS_X_0212:
            return text_alphabet::jis_x_0212;
        case data_coding::KS_C_5601:
            return text_alphabet::ks_c_5601;
        default:
            return text_alphabet::other;
    }
}

// Groups 00xx and 01xx: bits 3-2 name the alphabet.
coding_meaning read_general(uint8_t data_coding) {
    coding_meaning meaning;
    meaning.is_compressed = (data_coding & IS_COMPRESSED) != 0;
    meaning.is_deleted_when_read = (data_coding & IS_DELETED) != 0;
    if ((data_coding & HAS_CLASS) != 0) meaning.message_class = static_cast<uint8_t>(data_coding & CLASS_MASK);
    if (meaning.is_compressed) return meaning;
    switch (data_coding >> 2 & 3) {
        case 0:
            meaning.alphabet = text_alphabet::message_centre_default;
            break;
        case 1:
            meaning.alphabet = text_alphabet::binary;
            break;
        case 2:
            meaning.alphabet = text_alphabet::ucs2;
            break;
        default:
            break;
    }
    return meaning;
}

coding_meaning read_waiting(uint8_t data_coding) {
    coding_meaning meaning;
    const uint8_t group = data_coding & GROUP_MASK;
    meaning.alphabet = group == 0xE0 ? text_alphabet::ucs2 : text_alphabet::message_centre_default;
    meaning.is_discarded = group == 0xC0;
    meaning.waiting = {(data_coding & IS_ACTIVE) != 0, static_cast<uint8_t>(data_coding & 3)};
    return meaning;
}

coding_meaning read_class(uint8_t data_coding) {
    coding_meaning meaning;
    const bool is_binary = (data_coding & IS_BINARY) != 0;
    meaning.alphabet = is_binary ? text_alphabet::binary : text_alphabet::message_centre_default;
    meaning.message_class = static_cast<uint8_t>(data_coding & CLASS_MASK);
    return meaning;
}

}  // namespace

coding_meaning read_data_coding(uint8_t data_coding, coding_scheme scheme) {
    if (data_coding < 0x10 && scheme == coding_scheme::smpp) return {.alphabet = smpp_alphabet(data_coding)};
    if (data_coding < 0x80) return read_general(data_coding);
    switch (data_coding & GROUP_MASK) {
        case 0xC0:
        case 0xD0:
        case 0xE0:
            return read_waiting(data_coding);
        case 0xF0:
            return read_class(data_coding);
        default:
            return {};
    }
}

text_alphabet alphabet_of(uint8_t data_coding, coding_scheme scheme) {
    return read_data_coding(data_coding, scheme).alphabet;
}

std::optional<uint8_t> make_data_coding(text_alphabet alphabet, uint8_t message_class, class_group group) {
    const auto low = static_cast<uint8_t>(message_class & CLASS_MASK);
    if (alphabet == text_alphabet::ucs2) return static_cast<uint8_t>(HAS_CLASS | IS_UCS2 | low);
    const bool is_binary = alphabet == text_alphabet::binary;
    if (!is_binary && alphabet != text_alphabet::message_centre_default) return std::nullopt;
    const uint8_t high = group == class_group::f0 ? 0xF0 : HAS_CLASS;
    return static_cast<uint8_t>(high | (is_binary ? IS_BINARY : 0) | low);
}

}  // namespace kaskad::smpp
