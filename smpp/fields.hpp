#pragma once

#include "smpp/pdu.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

// The mandatory fields of each PDU as data: one list, in wire order, over which codec.cpp both encodes and decodes. A
// new PDU is a struct in pdu.hpp and a list here. Sizes include the final NUL, as in the specification.

namespace kaskad::smpp::fields {

inline constexpr size_t ANY_SIZE = 70000;  // on receipt only: whatever fits the PDU

template <typename Body>
struct octet {
    std::string_view name;
    uint8_t Body::* member;
};

// size_max holds for what we send. What a peer sends may be longer where peers are known to exceed it.
template <typename Body>
struct c_octet_string {
    std::string_view name;
    std::string Body::* member;
    size_t size_max;
    command_status error;
    size_t size_accepted = size_max;
};

// system_id and password: longer ones are an option of the server (decode_options, encode_options).
template <typename Body>
struct credential {
    std::string_view name;
    std::string Body::* member;
    size_t size_max;
    command_status error;
};
inline constexpr size_t CREDENTIAL_SIZE_LONG = 65;

// Empty or 16 characters (SMPP 3.4 §3.1.1 "fixed 1 or 17").
template <typename Body>
struct time {
    std::string_view name;
    std::string Body::* member;
    command_status error;
    bool is_any_length_accepted = false;
};

// ton, npi and a C-octet string.
template <typename Body>
struct address {
    std::string_view name;
    smpp::address Body::* member;
    size_t size_max;
    command_status error;
    size_t size_accepted = size_max;
};

// sm_length and the octets it counts.
template <typename Body>
struct short_message {
    std::string_view name;
    std::string Body::* member;
};
inline constexpr size_t SHORT_MESSAGE_MAX = 255;  // 254 in 3.4, 255 in 5.0; accepted from everyone

// The rest of the PDU.
template <typename Body>
struct tlvs {
    tlv_list Body::* member;
};
inline constexpr size_t TLVS_MAX = 256;  // per PDU: a hostile one could hold 17,000 empty ones

template <typename Body>
inline constexpr std::tuple<> list{};

template <>
inline constexpr auto list<bind> = std::tuple{
    credential{"system_id", &bind::system_id, 16, command_status::rinvsysid},
    credential{"password", &bind::password, 9, command_status::rinvpaswd},
    c_octet_string{"system_type", &bind::system_type, 13, command_status::rinvsystyp},
    octet{"interface_version", &bind::interface_version},
    octet{"addr_ton", &bind::addr_ton},
    octet{"addr_npi", &bind::addr_npi},
    c_octet_string{"address_range", &bind::address_range, 41, command_status::rbindfail},
};

template <>
inline constexpr auto list<bind_resp> = std::tuple{
    c_octet_string{"system_id", &bind_resp::system_id, 16, command_status::rinvsysid, ANY_SIZE},
    tlvs{&bind_resp::tlvs},
};

template <>
inline constexpr auto list<submit_sm> = std::tuple{
    c_octet_string{"service_type", &submit_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{"source_addr", &submit_sm::source, 21, command_status::rinvsrcadr},
    address{"destination_addr", &submit_sm::destination, 21, command_status::rinvdstadr},
    octet{"esm_class", &submit_sm::esm_class},
    octet{"protocol_id", &submit_sm::protocol_id},
    octet{"priority_flag", &submit_sm::priority_flag},
    time{"schedule_delivery_time", &submit_sm::schedule_delivery_time, command_status::rinvsched},
    time{"validity_period", &submit_sm::validity_period, command_status::rinvexpiry},
    octet{"registered_delivery", &submit_sm::registered_delivery},
    octet{"replace_if_present_flag", &submit_sm::replace_if_present_flag},
    octet{"data_coding", &submit_sm::data_coding},
    octet{"sm_default_msg_id", &submit_sm::sm_default_msg_id},
    short_message{"short_message", &submit_sm::short_message},
    tlvs{&submit_sm::tlvs},
};

// As submit_sm, but what an operator sends is accepted wherever it can be read: refused, it would come for days.
template <>
inline constexpr auto list<deliver_sm> = std::tuple{
    c_octet_string{"service_type", &deliver_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{"source_addr", &deliver_sm::source, 21, command_status::rinvsrcadr, 65},
    address{"destination_addr", &deliver_sm::destination, 21, command_status::rinvdstadr, 65},
    octet{"esm_class", &deliver_sm::esm_class},
    octet{"protocol_id", &deliver_sm::protocol_id},
    octet{"priority_flag", &deliver_sm::priority_flag},
    time{"schedule_delivery_time", &deliver_sm::schedule_delivery_time, command_status::rinvsched, true},
    time{"validity_period", &deliver_sm::validity_period, command_status::rinvexpiry, true},
    octet{"registered_delivery", &deliver_sm::registered_delivery},
    octet{"replace_if_present_flag", &deliver_sm::replace_if_present_flag},
    octet{"data_coding", &deliver_sm::data_coding},
    octet{"sm_default_msg_id", &deliver_sm::sm_default_msg_id},
    short_message{"short_message", &deliver_sm::short_message},
    tlvs{&deliver_sm::tlvs},
};

template <>
inline constexpr auto list<data_sm> = std::tuple{
    c_octet_string{"service_type", &data_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{"source_addr", &data_sm::source, 65, command_status::rinvsrcadr},
    address{"destination_addr", &data_sm::destination, 65, command_status::rinvdstadr},
    octet{"esm_class", &data_sm::esm_class},
    octet{"registered_delivery", &data_sm::registered_delivery},
    octet{"data_coding", &data_sm::data_coding},
    tlvs{&data_sm::tlvs},
};

template <>
inline constexpr auto list<submit_sm_resp> = std::tuple{
    c_octet_string{"message_id", &submit_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE},
    tlvs{&submit_sm_resp::tlvs},
};

template <>
inline constexpr auto list<deliver_sm_resp> = std::tuple{
    c_octet_string{"message_id", &deliver_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE},
    tlvs{&deliver_sm_resp::tlvs},
};

template <>
inline constexpr auto list<data_sm_resp> = std::tuple{
    c_octet_string{"message_id", &data_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE},
    tlvs{&data_sm_resp::tlvs},
};

}  // namespace kaskad::smpp::fields
