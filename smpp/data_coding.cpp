#include "smpp/data_coding.hpp"

namespace kaskad::smpp {

namespace {

constexpr uint8_t GROUP_MASK = 0xF0;
constexpr uint8_t HAS_CLASS = 0x10;
constexpr uint8_t IS_COMPRESSED = 0x20;

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
        case data_coding::UCS2:
            return text_alphabet::ucs2;
        default:
            return text_alphabet::other;
    }
}

// Groups 00xx and 01xx of 23.038: bits 3-2 name the alphabet.
text_alphabet general_alphabet(uint8_t data_coding) {
    if ((data_coding & IS_COMPRESSED) != 0) return text_alphabet::other;
    switch (data_coding >> 2 & 3) {
        case 0:
            return text_alphabet::message_centre_default;
        case 1:
            return text_alphabet::binary;
        case 2:
            return text_alphabet::ucs2;
        default:
            return text_alphabet::other;
    }
}

}  // namespace

text_alphabet alphabet_of(uint8_t data_coding) {
    if (data_coding < 0x10) return smpp_alphabet(data_coding);
    if (data_coding < 0x80) return general_alphabet(data_coding);
    switch (data_coding & GROUP_MASK) {
        case 0xC0:
        case 0xD0:
            return text_alphabet::message_centre_default;
        case 0xE0:
            return text_alphabet::ucs2;
        case 0xF0:
            return (data_coding & 0x04) != 0 ? text_alphabet::binary : text_alphabet::message_centre_default;
        default:
            return text_alphabet::other;
    }
}

std::optional<uint8_t> message_class_of(uint8_t data_coding) {
    const bool is_general = data_coding < 0x80 && (data_coding & HAS_CLASS) != 0;
    const bool is_class_group = (data_coding & GROUP_MASK) == 0xF0;
    if (!is_general && !is_class_group) return std::nullopt;
    return static_cast<uint8_t>(data_coding & 3);
}

}  // namespace kaskad::smpp
