#pragma once

#include <cstdint>
#include <optional>

// What the octet data_coding says about a text: SMPP 3.4 §5.2.19 for 0x00 to 0x0F, 3GPP 23.038 §4 for message classes
// and the message waiting groups above.

namespace kaskad::smpp {

namespace data_coding {
inline constexpr uint8_t DEFAULT = 0x00;
inline constexpr uint8_t IA5 = 0x01;
inline constexpr uint8_t LATIN1 = 0x03;
inline constexpr uint8_t BINARY = 0x04;
inline constexpr uint8_t UCS2 = 0x08;
}  // namespace data_coding

enum class text_alphabet : uint8_t {
    message_centre_default,  // usually GSM 03.38, but each peer means its own
    ia5,
    latin1,
    ucs2,
    binary,
    other,  // JIS, Cyrillic 8859-5, Hebrew 8859-8, KS C 5601, compressed: not read here
};

text_alphabet alphabet_of(uint8_t data_coding);

// 0 = flash, 1 = handset, 2 = SIM, 3 = terminal equipment; empty when data_coding has no class.
std::optional<uint8_t> message_class_of(uint8_t data_coding);

}  // namespace kaskad::smpp
