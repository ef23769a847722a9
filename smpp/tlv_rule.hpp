#pragma once

#include "smpp/pdu_error.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// What the specifications say of each tag: SMPP 3.4 §5.3 and Table 5-7, 5.0 §4.8.4 and Table 4-60. We send nothing that
// breaks a rule; what comes in is judged by them only where a server judges its clients.

namespace kaskad::smpp {

enum class tlv_kind : uint8_t { integer, c_octet_string, octet_string };

struct tlv_rule {
    uint16_t tag = 0;
    std::string_view name;
    tlv_kind kind = tlv_kind::octet_string;
    uint16_t length_min = 0;  // of a C-octet string with its NUL
    uint16_t length_max = 0;
    bool is_length_either = false;  // length_min or length_max, nothing between
    uint16_t length_max_34 = length_max;
    uint32_t value_min = 0;  // of an integer; values a table merely reserves are allowed
    uint32_t value_max = UINT32_MAX;
    uint32_t value_min_34 = value_min;
    uint32_t value_max_34 = value_max;
    bool is_of_50 = false;
    bool is_repeatable = false;
};

// nullptr for a tag outside the tables: a vendor's (0x1400 to 0x3FFF), reserved or wrong.
const tlv_rule* find_tlv_rule(uint16_t tag);

// "message_payload"; empty for a tag outside the tables.
std::string_view tag_name(uint16_t tag);

// What a peer of this interface_version may be sent: 3.3 knows no TLV at all, 3.4 none of 5.0, nor message states 0
// and 9. The encoder leaves the others out.
bool is_tlv_known_to(uint8_t interface_version, const tlv& parameter);

// Why a TLV of the list must not be sent as it is: its length or value, a tag that stands before it already, or one
// that it needs and that is not there. Unknown tags may hold anything.
std::optional<pdu_fault> find_tlv_fault(const tlv_list& list, const tlv& parameter, uint8_t interface_version);

// What a server refuses of its clients: a length that no version allows. C-octet strings are taken with one NUL, none
// or two; nullptr if all is well.
const tlv* find_tlv_of_wrong_length(const tlv_list& list);
// The first TLV whose integer is outside its range, or nullptr.
const tlv* find_tlv_of_wrong_value(const tlv_list& list);

}  // namespace kaskad::smpp
