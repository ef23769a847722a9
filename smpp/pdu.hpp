#pragma once

#include "smpp/command.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/status.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <string>
#include <variant>

// The PDUs as plain structs with the specification's words, each with its command_id. What a field may hold on the wire
// stands in fields.hpp, the octets in codec.hpp. A command without a struct of its own travels as unknown_pdu with its
// raw octets.

namespace kaskad::smpp {

// ton, npi and address travel together in every PDU: source_addr_ton, source_addr_npi, source_addr.
struct address {
    uint8_t ton = 0;
    uint8_t npi = 0;
    std::string addr;

    friend bool operator==(const address&, const address&) = default;
};

// bind_receiver, bind_transmitter and bind_transceiver: SMPP 3.4 §4.1.
struct bind {
    bind_type type = bind_type::transceiver;
    std::string system_id;
    std::string password;
    std::string system_type;
    uint8_t interface_version = 0x34;
    uint8_t addr_ton = 0;
    uint8_t addr_npi = 0;
    std::string address_range;

    friend bool operator==(const bind&, const bind&) = default;
};

struct bind_resp {
    bind_type type = bind_type::transceiver;
    std::string system_id;
    tlv_list tlvs;

    friend bool operator==(const bind_resp&, const bind_resp&) = default;
};

struct unbind {
    static constexpr command_id ID = command_id::unbind;

    friend bool operator==(const unbind&, const unbind&) = default;
};

struct unbind_resp {
    static constexpr command_id ID = command_id::unbind_resp;

    friend bool operator==(const unbind_resp&, const unbind_resp&) = default;
};

struct enquire_link {
    static constexpr command_id ID = command_id::enquire_link;

    friend bool operator==(const enquire_link&, const enquire_link&) = default;
};

struct enquire_link_resp {
    static constexpr command_id ID = command_id::enquire_link_resp;

    friend bool operator==(const enquire_link_resp&, const enquire_link_resp&) = default;
};

struct generic_nack {
    static constexpr command_id ID = command_id::generic_nack;

    friend bool operator==(const generic_nack&, const generic_nack&) = default;
};

// SMPP 3.4 §4.4.1. short_message holds raw octets, up to 255; the UDH, if esm_class says so, is at its start.
struct submit_sm {
    static constexpr command_id ID = command_id::submit_sm;

    std::string service_type;
    address source;
    address destination;
    uint8_t esm_class = 0;
    uint8_t protocol_id = 0;
    uint8_t priority_flag = 0;
    std::string schedule_delivery_time;
    std::string validity_period;
    uint8_t registered_delivery = 0;
    uint8_t replace_if_present_flag = 0;
    uint8_t data_coding = 0;
    uint8_t sm_default_msg_id = 0;
    std::string short_message;
    tlv_list tlvs;

    friend bool operator==(const submit_sm&, const submit_sm&) = default;
};

struct submit_sm_resp {
    static constexpr command_id ID = command_id::submit_sm_resp;

    std::string message_id;
    tlv_list tlvs;

    friend bool operator==(const submit_sm_resp&, const submit_sm_resp&) = default;
};

// SMPP 3.4 §4.6.1: the fields of submit_sm in the other direction.
struct deliver_sm {
    static constexpr command_id ID = command_id::deliver_sm;

    std::string service_type;
    address source;
    address destination;
    uint8_t esm_class = 0;
    uint8_t protocol_id = 0;
    uint8_t priority_flag = 0;
    std::string schedule_delivery_time;
    std::string validity_period;
    uint8_t registered_delivery = 0;
    uint8_t replace_if_present_flag = 0;
    uint8_t data_coding = 0;
    uint8_t sm_default_msg_id = 0;
    std::string short_message;
    tlv_list tlvs;

    friend bool operator==(const deliver_sm&, const deliver_sm&) = default;
};

struct deliver_sm_resp {
    static constexpr command_id ID = command_id::deliver_sm_resp;

    std::string message_id;
    tlv_list tlvs;

    friend bool operator==(const deliver_sm_resp&, const deliver_sm_resp&) = default;
};

// SMPP 3.4 §4.7.1: the text is in the TLV message_payload.
struct data_sm {
    static constexpr command_id ID = command_id::data_sm;

    std::string service_type;
    address source;
    address destination;
    uint8_t esm_class = 0;
    uint8_t registered_delivery = 0;
    uint8_t data_coding = 0;
    tlv_list tlvs;

    friend bool operator==(const data_sm&, const data_sm&) = default;
};

struct data_sm_resp {
    static constexpr command_id ID = command_id::data_sm_resp;

    std::string message_id;
    tlv_list tlvs;

    friend bool operator==(const data_sm_resp&, const data_sm_resp&) = default;
};

struct unknown_pdu {
    command_id id{};
    std::string body;

    friend bool operator==(const unknown_pdu&, const unknown_pdu&) = default;
};

using pdu_body =
    std::variant<unknown_pdu, bind, bind_resp, unbind, unbind_resp, enquire_link, enquire_link_resp, generic_nack,
                 submit_sm, submit_sm_resp, deliver_sm, deliver_sm_resp, data_sm, data_sm_resp>;

struct pdu {
    command_status status = command_status::rok;
    uint32_t sequence_number = 0;
    pdu_body body;
    // Only in what was decoded: a response or receipt that ended early; what was readable is there, the rest is empty.
    bool is_truncated = false;

    friend bool operator==(const pdu&, const pdu&) = default;
};

// Any of the same structs, not owned.
template <typename Variant>
struct pointers_to;
template <typename... Body>
struct pointers_to<std::variant<Body...>> {
    using type = std::variant<const Body*...>;
};
using pdu_body_ref = pointers_to<pdu_body>::type;

command_id id_of(const pdu_body& body);

// The raw text octets: message_payload when it is there (SMPP 5.0 §4.2.1.1: it supersedes), else short_message.
std::string_view text_octets(const submit_sm& message);
std::string_view text_octets(const deliver_sm& message);
std::string_view text_octets(const data_sm& message);

// esm_class: SMPP 3.4 §5.2.12.
namespace esm {
inline constexpr uint8_t MESSAGE_TYPE_MASK = 0x3C;
inline constexpr uint8_t RECEIPT = 0x04;
inline constexpr uint8_t DELIVERY_ACKNOWLEDGEMENT = 0x08;
inline constexpr uint8_t INTERMEDIATE = 0x20;
inline constexpr uint8_t UDHI = 0x40;
inline constexpr uint8_t REPLY_PATH = 0x80;
}  // namespace esm

// registered_delivery: SMPP 3.4 §5.2.17, 5.0 §4.7.21.
namespace registered {
inline constexpr uint8_t RECEIPT_MASK = 0x03;
inline constexpr uint8_t NONE = 0x00;
inline constexpr uint8_t FINAL = 0x01;
inline constexpr uint8_t FAILURE_ONLY = 0x02;
inline constexpr uint8_t SUCCESS_ONLY = 0x03;
inline constexpr uint8_t INTERMEDIATE = 0x10;
}  // namespace registered

// TON and NPI: SMPP 3.4 §5.2.5, §5.2.6.
namespace ton {
inline constexpr uint8_t UNKNOWN = 0;
inline constexpr uint8_t INTERNATIONAL = 1;
inline constexpr uint8_t NATIONAL = 2;
inline constexpr uint8_t NETWORK_SPECIFIC = 3;
inline constexpr uint8_t ALPHANUMERIC = 5;
inline constexpr uint8_t ABBREVIATED = 6;
}  // namespace ton
namespace npi {
inline constexpr uint8_t UNKNOWN = 0;
inline constexpr uint8_t E164 = 1;
}  // namespace npi

}  // namespace kaskad::smpp
