#pragma once

#include "smpp/address.hpp"
#include "smpp/command.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <string>

// The broadcast operations of SMPP 5.0 §4.4 and §4.6. Areas, content type, repetitions and the text are TLVs; some of
// them are mandatory all the same (fields_broadcast.hpp).

namespace kaskad::smpp {

struct broadcast_sm {
    static constexpr command_id ID = command_id::broadcast_sm;

    std::string service_type;
    address source;
    std::string message_id;  // of the broadcast to replace
    uint8_t priority_flag = 0;
    std::string schedule_delivery_time;
    std::string validity_period;
    uint8_t replace_if_present_flag = 0;
    uint8_t data_coding = 0;
    uint8_t sm_default_msg_id = 0;
    tlv_list tlvs;

    friend bool operator==(const broadcast_sm&, const broadcast_sm&) = default;
};

// broadcast_error_status and failed_broadcast_area_identifier (the tag of broadcast_area_identifier) come in pairs.
struct broadcast_sm_resp {
    static constexpr command_id ID = command_id::broadcast_sm_resp;

    std::string message_id;
    tlv_list tlvs;

    friend bool operator==(const broadcast_sm_resp&, const broadcast_sm_resp&) = default;
};

struct query_broadcast_sm {
    static constexpr command_id ID = command_id::query_broadcast_sm;

    std::string message_id;
    address source;
    tlv_list tlvs;

    friend bool operator==(const query_broadcast_sm&, const query_broadcast_sm&) = default;
};

struct query_broadcast_sm_resp {
    static constexpr command_id ID = command_id::query_broadcast_sm_resp;

    std::string message_id;
    tlv_list tlvs;

    friend bool operator==(const query_broadcast_sm_resp&, const query_broadcast_sm_resp&) = default;
};

struct cancel_broadcast_sm {
    static constexpr command_id ID = command_id::cancel_broadcast_sm;

    std::string service_type;
    std::string message_id;
    address source;
    tlv_list tlvs;

    friend bool operator==(const cancel_broadcast_sm&, const cancel_broadcast_sm&) = default;
};

struct cancel_broadcast_sm_resp {
    static constexpr command_id ID = command_id::cancel_broadcast_sm_resp;

    friend bool operator==(const cancel_broadcast_sm_resp&, const cancel_broadcast_sm_resp&) = default;
};

}  // namespace kaskad::smpp
