#pragma once

#include "smpp/address.hpp"
#include "smpp/command.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <string>

// What may be asked about a message already submitted (SMPP 3.4 §4.8 to §4.10), and alert_notification (§4.12). The
// source must equal the original's, and be empty if it was defaulted.

namespace kaskad::smpp {

struct query_sm {
    static constexpr command_id ID = command_id::query_sm;

    std::string message_id;
    address source;

    friend bool operator==(const query_sm&, const query_sm&) = default;
};

// final_date is empty until the state is final; it may be the 12-digit local form.
struct query_sm_resp {
    static constexpr command_id ID = command_id::query_sm_resp;

    std::string message_id;
    std::string final_date;
    uint8_t message_state = 0;
    uint8_t error_code = 0;

    friend bool operator==(const query_sm_resp&, const query_sm_resp&) = default;
};

// With an empty message_id all undelivered messages of this source and destination are meant.
struct cancel_sm {
    static constexpr command_id ID = command_id::cancel_sm;

    std::string service_type;
    std::string message_id;
    address source;
    address destination;

    friend bool operator==(const cancel_sm&, const cancel_sm&) = default;
};

struct cancel_sm_resp {
    static constexpr command_id ID = command_id::cancel_sm_resp;

    friend bool operator==(const cancel_sm_resp&, const cancel_sm_resp&) = default;
};

// It has no data_coding and no esm_class: the new text is read as the old one was.
struct replace_sm {
    static constexpr command_id ID = command_id::replace_sm;

    std::string message_id;
    address source;
    std::string schedule_delivery_time;
    std::string validity_period;
    uint8_t registered_delivery = 0;
    uint8_t sm_default_msg_id = 0;
    std::string short_message;
    tlv_list tlvs;

    friend bool operator==(const replace_sm&, const replace_sm&) = default;
};

struct replace_sm_resp {
    static constexpr command_id ID = command_id::replace_sm_resp;

    friend bool operator==(const replace_sm_resp&, const replace_sm_resp&) = default;
};

// The handset `source` can be reached again. It has no response.
struct alert_notification {
    static constexpr command_id ID = command_id::alert_notification;

    address source;
    address esme;
    tlv_list tlvs;

    friend bool operator==(const alert_notification&, const alert_notification&) = default;
};

}  // namespace kaskad::smpp
