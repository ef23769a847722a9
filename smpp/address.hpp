#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// An address as SMPP writes it; what a phone number is to the rest of the program stands in core/address.hpp.

namespace kaskad::smpp {

// ton, npi and address travel together in every PDU: source_addr_ton, source_addr_npi, source_addr.
struct address {
    uint8_t ton = 0;
    uint8_t npi = 0;
    std::string addr;

    friend bool operator==(const address&, const address&) = default;
};

// TON and NPI: SMPP 3.4 §5.2.5, §5.2.6.
namespace ton {
inline constexpr uint8_t UNKNOWN = 0;
inline constexpr uint8_t INTERNATIONAL = 1;
inline constexpr uint8_t NATIONAL = 2;
inline constexpr uint8_t NETWORK_SPECIFIC = 3;
inline constexpr uint8_t SUBSCRIBER = 4;
inline constexpr uint8_t ALPHANUMERIC = 5;
inline constexpr uint8_t ABBREVIATED = 6;
}  // namespace ton
namespace npi {
inline constexpr uint8_t UNKNOWN = 0;
inline constexpr uint8_t E164 = 1;
inline constexpr uint8_t X121 = 3;
inline constexpr uint8_t F69 = 4;
inline constexpr uint8_t E212 = 6;
inline constexpr uint8_t NATIONAL = 8;
inline constexpr uint8_t PRIVATE = 9;
inline constexpr uint8_t ERMES = 10;
inline constexpr uint8_t INTERNET = 14;
inline constexpr uint8_t WAP = 18;
}  // namespace npi

// Whether the specification's tables hold the value. Peers send others, and a relay passes them on.
constexpr bool is_ton(uint8_t value) {
    return value <= ton::ABBREVIATED;
}

constexpr bool is_npi(uint8_t value) {
    switch (value) {
        case npi::UNKNOWN:
        case npi::E164:
        case npi::X121:
        case npi::F69:
        case npi::E212:
        case npi::NATIONAL:
        case npi::PRIVATE:
        case npi::ERMES:
        case npi::INTERNET:
        case npi::WAP:
            return true;
        default:
            return false;
    }
}

// A number as people list it: some peers write an international one with "+", some with "00".
inline std::string_view plain_number(const address& value) {
    const std::string_view written = value.addr;
    if (written.starts_with('+')) return written.substr(1);
    const bool has_zeros = value.ton == ton::INTERNATIONAL && written.starts_with("00");
    return has_zeros ? written.substr(2) : written;
}

}  // namespace kaskad::smpp
