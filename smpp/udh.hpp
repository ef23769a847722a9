#pragma once

#include "smpp/national_language.hpp"
#include "smpp/octets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The user data header in front of a short message (3GPP 23.040 §9.2.3.24): a length octet, then information elements.
// Unknown elements are kept and skipped. Where an element is repeated, or two exclude one another, the last one counts.

namespace kaskad::smpp {

struct information_element {
    uint8_t id = 0;
    std::string data;

    friend bool operator==(const information_element&, const information_element&) = default;
};

namespace iei {
inline constexpr uint8_t CONCATENATION_8 = 0x00;
inline constexpr uint8_t SPECIAL_INDICATION = 0x01;
inline constexpr uint8_t PORTS_8 = 0x04;
inline constexpr uint8_t PORTS_16 = 0x05;
inline constexpr uint8_t CONCATENATION_16 = 0x08;
inline constexpr uint8_t SINGLE_SHIFT = 0x24;
inline constexpr uint8_t LOCKING_SHIFT = 0x25;
}  // namespace iei

// "concatenation_8"; empty for a reserved one.
std::string_view element_name(uint8_t id);

enum class reference_width : uint8_t { bits_8 = 0, bits_16 = 1 };

struct concatenation {
    reference_width width = reference_width::bits_8;
    uint16_t reference = 0;
    uint8_t total = 1;   // 1 to 255
    uint8_t number = 1;  // 1 to total

    friend bool operator==(const concatenation&, const concatenation&) = default;
};

// §9.2.3.24.3 and .4: which application a binary message is for (WAP push: 0x0B84).
struct application_ports {
    bool is_wide = true;  // 16 bits, or 8
    uint16_t destination = 0;
    uint16_t source = 0;

    friend bool operator==(const application_ports&, const application_ports&) = default;
};

// §9.2.3.24.2: messages waiting elsewhere, as voice mail.
struct special_indication {
    bool is_stored = false;
    uint8_t kind = 0;   // 0 voice mail, 1 fax, 2 e-mail, 3 other
    uint8_t count = 0;  // waiting

    friend bool operator==(const special_indication&, const special_indication&) = default;
};

struct udh {
    std::vector<information_element> elements;
    size_t size = 0;  // octets, its own length octet included: the text begins there
};

// Empty when the elements do not fit the stated length: the octets are then plain text.
std::optional<udh> parse_udh(octets input);

// 0 of n or 3 of 2 is no concatenation.
std::optional<concatenation> find_concatenation(const udh& header);
std::optional<application_ports> find_ports(const udh& header);
std::optional<special_indication> find_special_indication(const udh& header);
// Languages without such a table count as none: the text is then read by the default one (23.038 §6.2.1.2.4).
shift_tables find_shift_tables(const udh& header);

// What stands in front of a part.
struct udh_content {
    std::optional<concatenation> place;
    shift_tables shifts;
    std::string_view more;  // further elements, as they stand
};

// Empty when there is nothing to say; else for example 05 00 03 rr tt ss. The content must fit 255 octets.
std::string build_udh(const udh_content& content);
size_t udh_size(const udh_content& content);

std::string build_element(const information_element& element);

}  // namespace kaskad::smpp
