#pragma once

#include "smpp/pdu.hpp"
#include "smpp/version.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

// The kinds of mandatory fields. Each PDU has one list of them in wire order (fields_*.hpp), over which everything runs
// that goes field by field: encoding, decoding, judging, printing. A new PDU is a struct and a list. Sizes include the
// final NUL, as in the specification.

namespace kaskad::smpp::fields {

inline constexpr size_t ANY_SIZE = 70000;  // on receipt only: whatever fits the PDU

// What an octet may hold, where it is limited, by version. Only the bits of `mask` are judged.
struct octet_limit {
    uint8_t mask = 0xFF;
    uint8_t min_34 = 0;
    uint8_t max_33 = 0xFF;
    uint8_t max_34 = 0xFF;
    uint8_t max_50 = 0xFF;
    command_status error = command_status::rok;

    constexpr bool is_broken_by(uint8_t value, uint8_t interface_version) const {
        const auto masked = static_cast<uint8_t>(value & mask);
        if (interface_version >= VERSION_50) return masked > max_50;
        return masked < min_34 || masked > (interface_version >= VERSION_34 ? max_34 : max_33);
    }
};

template <typename Body>
struct octet {
    std::string_view name;
    uint8_t Body::*member;
    octet_limit limit{};
};

// size_max holds for what we send. What a peer sends may be longer where peers are known to exceed it.
template <typename Body>
struct c_octet_string {
    std::string_view name;
    std::string Body::*member;
    size_t size_max;
    command_status error;
    size_t size_accepted = size_max;
    size_t size_max_33 = size_max;
};

// system_id and password: longer ones are an option of the server (decode_options, encode_options).
template <typename Body>
struct credential {
    std::string_view name;
    std::string Body::*member;
    size_t size_max;
    command_status error;
};
inline constexpr size_t CREDENTIAL_SIZE_LONG = 65;

// Empty or 16 characters (SMPP 3.4 §3.1.1 "fixed 1 or 17").
template <typename Body>
struct time {
    std::string_view name;
    std::string Body::*member;
    command_status error;
    bool is_any_length_accepted = false;
};

// ton, npi and a C-octet string, each with its name and its answer.
struct address_names {
    std::string_view ton;
    std::string_view npi;
    std::string_view addr;
    command_status ton_error;
    command_status npi_error;
    command_status error;
};
inline constexpr address_names SOURCE{
    "source_addr_ton",          "source_addr_npi",          "source_addr",
    command_status::rinvsrcton, command_status::rinvsrcnpi, command_status::rinvsrcadr};
inline constexpr address_names DESTINATION{"dest_addr_ton",
                                           "dest_addr_npi",
                                           "destination_addr",
                                           command_status::rinvdstton,
                                           command_status::rinvdstnpi,
                                           command_status::rinvdstadr};
inline constexpr address_names ESME{
    "esme_addr_ton",           "esme_addr_npi", "esme_addr", command_status::rinvdstton, command_status::rinvdstnpi,
    command_status::rinvdstadr};

template <typename Body>
struct address {
    address_names names;
    smpp::address Body::*member;
    size_t size_max;
    size_t size_accepted = size_max;
    bool is_required = false;  // not empty
};
inline constexpr size_t ADDRESS_SIZE = 21;
inline constexpr size_t ADDRESS_SIZE_LONG = 65;  // in data_sm and alert_notification

// number_of_dests and so many dest_address: dest_flag, then an address or a dl_name.
template <typename Body>
struct dest_addresses {
    std::vector<dest_address> Body::*member;
};
inline constexpr uint8_t DEST_FLAG_ADDRESS = 1;
inline constexpr uint8_t DEST_FLAG_LIST = 2;
inline constexpr size_t DL_NAME_SIZE = 21;
// 3.4: at most 254, 5.0: 255.
constexpr size_t destinations_max(uint8_t interface_version) {
    return interface_version >= VERSION_50 ? 255 : 254;
}

// no_unsuccess and so many unsuccess_sme: an address and an error_status_code.
template <typename Body>
struct unsuccess_smes {
    std::vector<unsuccess_sme> Body::*member;
};

// sm_length and the octets it counts; what is received may always have 255.
template <typename Body>
struct short_message {
    std::string_view name;
    std::string Body::*member;
};
constexpr size_t short_message_max(uint8_t interface_version) {
    if (interface_version >= VERSION_50) return 255;
    return interface_version >= VERSION_34 ? 254 : 160;
}

// The rest of the PDU; some TLVs are mandatory.
inline constexpr size_t REQUIRED_MAX = 4;
template <typename Body>
struct tlvs {
    tlv_list Body::*member;
    std::array<uint16_t, REQUIRED_MAX> required{};  // tags; 0 = none
};
inline constexpr size_t TLVS_MAX = 256;  // per PDU: a hostile one could hold 17,000 empty ones

// The first required tag that is not there; 0 if all are.
template <typename Body>
uint16_t missing_tag(const Body& body, const tlvs<Body>& field) {
    const auto is_missing = [&](uint16_t tag) { return tag != 0 && find_tlv(body.*field.member, tag) == nullptr; };
    const auto* const found = std::ranges::find_if(field.required, is_missing);
    return found != field.required.end() ? *found : 0;
}

// A body without a list has no fields.
template <typename Body>
inline constexpr std::tuple<> list{};

// Limits that several PDUs share.
inline constexpr octet_limit PRIORITY{.max_33 = 3, .max_34 = 3, .max_50 = 4, .error = command_status::rinvprtflg};
// 5.0 §4.7.21: both bits together ask for a receipt on success only; 3.4 reserves that.
inline constexpr octet_limit REGISTERED{
    .mask = 0x03, .max_33 = 2, .max_34 = 2, .max_50 = 3, .error = command_status::rinvregdlvflg};
inline constexpr octet_limit REPLACE{.max_33 = 1, .max_34 = 1, .max_50 = 1, .error = command_status::rinvrepflag};
inline constexpr octet_limit DEFAULT_MESSAGE{
    .max_33 = 100, .max_34 = 254, .max_50 = 255, .error = command_status::rinvdftmsgid};

}  // namespace kaskad::smpp::fields
