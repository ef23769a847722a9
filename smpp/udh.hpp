#pragma once

#include "smpp/octets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The user data header in front of a short message (3GPP 23.040 §9.2.3.24): a length octet, then information elements.

namespace kaskad::smpp {

struct information_element {
    uint8_t id = 0;
    std::string data;

    friend bool operator==(const information_element&, const information_element&) = default;
};

namespace iei {
inline constexpr uint8_t CONCATENATION_8 = 0x00;
inline constexpr uint8_t PORTS_16 = 0x05;
inline constexpr uint8_t CONCATENATION_16 = 0x08;
inline constexpr uint8_t SINGLE_SHIFT = 0x24;
inline constexpr uint8_t LOCKING_SHIFT = 0x25;
}  // namespace iei

enum class reference_width : uint8_t { bits_8 = 8, bits_16 = 16 };

struct concatenation {
    reference_width width = reference_width::bits_8;
    uint16_t reference = 0;
    uint8_t total = 1;   // 1 to 255
    uint8_t number = 1;  // 1 to total

    friend bool operator==(const concatenation&, const concatenation&) = default;
};

struct udh {
    std::vector<information_element> elements;
    size_t size = 0;  // octets, its own length octet included: the text begins there
};

// Empty when the elements do not fit the stated length: the octets are then plain text. Unknown elements are kept.
std::optional<udh> parse_udh(octets input);

// The last element with a valid concatenation wins; 0 of n or 3 of 2 is none.
std::optional<concatenation> find_concatenation(const udh& header);

// 05 00 03 rr tt ss, or 06 08 04 rrrr tt ss.
std::string build_udh(const concatenation& value);
constexpr size_t udh_size(reference_width width) {
    return width == reference_width::bits_8 ? 6 : 7;
}

}  // namespace kaskad::smpp
