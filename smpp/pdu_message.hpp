#pragma once

#include "smpp/address.hpp"
#include "smpp/command.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/status.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The PDUs that carry a text, either way, and their responses.

namespace kaskad::smpp {

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

// One destination of a submit_multi is an address (dest_flag 1) or a distribution list (dest_flag 2).
struct distribution_list {
    std::string dl_name;

    friend bool operator==(const distribution_list&, const distribution_list&) = default;
};
using dest_address = std::variant<address, distribution_list>;

// SMPP 3.4 §4.5.1: one text to many. 3.4 reserves replace_if_present_flag.
struct submit_multi {
    static constexpr command_id ID = command_id::submit_multi;

    std::string service_type;
    address source;
    std::vector<dest_address> destinations;
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

    friend bool operator==(const submit_multi&, const submit_multi&) = default;
};

// A destination that was not accepted; those not named were.
struct unsuccess_sme {
    address destination;
    command_status error_status_code = command_status::rok;

    friend bool operator==(const unsuccess_sme&, const unsuccess_sme&) = default;
};

struct submit_multi_resp {
    static constexpr command_id ID = command_id::submit_multi_resp;

    std::string message_id;
    std::vector<unsuccess_sme> unsuccess_smes;
    tlv_list tlvs;

    friend bool operator==(const submit_multi_resp&, const submit_multi_resp&) = default;
};

// The raw text octets: message_payload when it is there (SMPP 5.0 §4.2.1.1: it supersedes), else short_message.
template <typename Message>
std::string_view text_octets(const Message& message) {
    const tlv* const payload = find_tlv(message.tlvs, tag::message_payload);
    if (payload != nullptr) return payload->value;
    if constexpr (requires { message.short_message; }) return message.short_message;
    return {};
}

// esm_class: SMPP 3.4 §5.2.12.
namespace esm {
inline constexpr uint8_t MODE_MASK = 0x03;
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
inline constexpr uint8_t DELIVERY_ACKNOWLEDGEMENT = 0x04;
inline constexpr uint8_t MANUAL_ACKNOWLEDGEMENT = 0x08;
inline constexpr uint8_t INTERMEDIATE = 0x10;
}  // namespace registered

}  // namespace kaskad::smpp
