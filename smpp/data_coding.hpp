#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The octet data_coding, read and written: SMPP 3.4 §5.2.19 for 0x00 to 0x0F, 3GPP 23.038 §4 for message classes and
// the message waiting groups above. The two disagree on 0x01 to 0x0F (note b): each link says which one holds.

namespace kaskad::smpp {

namespace data_coding {
inline constexpr uint8_t DEFAULT = 0x00;
inline constexpr uint8_t IA5 = 0x01;
inline constexpr uint8_t LATIN1 = 0x03;
inline constexpr uint8_t BINARY = 0x04;
inline constexpr uint8_t JIS = 0x05;
inline constexpr uint8_t CYRILLIC = 0x06;
inline constexpr uint8_t HEBREW = 0x07;
inline constexpr uint8_t UCS2 = 0x08;
inline constexpr uint8_t ISO_2022_JP = 0x0A;
inline constexpr uint8_t JIS_X_0212 = 0x0D;
inline constexpr uint8_t KS_C_5601 = 0x0E;
}  // namespace data_coding

enum class text_alphabet : uint8_t {
    message_centre_default,  // usually GSM 03.38, but each peer means its own
    ia5,
    latin1,
    cyrillic,
    hebrew,
    ucs2,
    jis,
    iso_2022_jp,
    jis_x_0212,
    ks_c_5601,
    binary,
    other,  // pictograms, compressed, reserved: not read
};

enum class coding_scheme : uint8_t {
    smpp = 0,      // 0x00 to 0x0F as in SMPP
    gsm_23038 = 1  // as in 23.038: 0x00 to 0x03 GSM 7-bit, 0x04 to 0x07 binary, 0x08 to 0x0B UCS-2
};

// 23.038 §4, groups 1100 to 1110.
struct waiting_indication {
    bool is_active = false;
    uint8_t kind = 0;  // 0 voice mail, 1 fax, 2 e-mail, 3 other

    friend bool operator==(const waiting_indication&, const waiting_indication&) = default;
};

struct coding_meaning {
    text_alphabet alphabet = text_alphabet::other;
    std::optional<uint8_t> message_class;  // 0 flash, 1 handset, 2 SIM, 3 terminal equipment
    bool is_compressed = false;
    bool is_deleted_when_read = false;  // group 01xx
    bool is_discarded = false;          // group 1100: the text need not be kept
    std::optional<waiting_indication> waiting;

    friend bool operator==(const coding_meaning&, const coding_meaning&) = default;
};

// Total: every octet means something, if only `other`.
coding_meaning read_data_coding(uint8_t data_coding, coding_scheme scheme = coding_scheme::smpp);
text_alphabet alphabet_of(uint8_t data_coding, coding_scheme scheme = coding_scheme::smpp);

// How a message class is written; UCS-2 has only the general group. Peers use both (0xF0 or 0x10 is flash).
enum class class_group : uint8_t { f0 = 0, general = 1 };

// `alphabet`: message_centre_default, binary or ucs2; empty for others, which have no classes.
std::optional<uint8_t> make_data_coding(text_alphabet alphabet, uint8_t message_class, class_group group);

}  // namespace kaskad::smpp
