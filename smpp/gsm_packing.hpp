#pragma once

#include "smpp/octets.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// Eight septets in seven octets (3GPP 23.038 §6.1.2.1). SMPP names no count of septets, so seven spare bits would be
// read as one more '@': a carriage return fills them (§6.1.2.3.1), and the reader drops it.

namespace kaskad::smpp {

// Bits between a UDH of so many octets and the first septet, which begins on a septet's boundary (23.040 §9.2.3.24).
constexpr size_t fill_bits(size_t udh_octets) {
    return (7 - udh_octets * 8 % 7) % 7;
}

// So many septets leave room for one more, which a reader would see.
constexpr bool has_spare_septet(size_t septets, size_t udh_octets) {
    return septets > 0 && (septets * 7 + fill_bits(udh_octets)) % 8 == 1;
}

// `septets`: one an octet, each below 0x80.
std::string pack_septets(std::string_view septets, size_t udh_octets = 0);
std::string unpack_septets(octets packed, size_t udh_octets = 0);

}  // namespace kaskad::smpp
