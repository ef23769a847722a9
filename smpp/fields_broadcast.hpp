#pragma once

#include "smpp/fields.hpp"

// The field lists of pdu_broadcast.hpp.

namespace kaskad::smpp::fields {

template <>
inline constexpr auto list<broadcast_sm> = std::tuple{
    c_octet_string{"service_type", &broadcast_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{SOURCE, &broadcast_sm::source, ADDRESS_SIZE},
    c_octet_string{"message_id", &broadcast_sm::message_id, 65, command_status::rinvmsgid},
    octet{"priority_flag", &broadcast_sm::priority_flag, PRIORITY},
    time{"schedule_delivery_time", &broadcast_sm::schedule_delivery_time, command_status::rinvsched},
    time{"validity_period", &broadcast_sm::validity_period, command_status::rinvexpiry},
    octet{"replace_if_present_flag", &broadcast_sm::replace_if_present_flag, REPLACE},
    octet{"data_coding", &broadcast_sm::data_coding},
    octet{"sm_default_msg_id", &broadcast_sm::sm_default_msg_id, DEFAULT_MESSAGE},
    tlvs{&broadcast_sm::tlvs,
         {tag::broadcast_area_identifier, tag::broadcast_content_type, tag::broadcast_rep_num,
          tag::broadcast_frequency_interval}},
};

template <>
inline constexpr auto list<broadcast_sm_resp> = std::tuple{
    c_octet_string{"message_id", &broadcast_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE},
    tlvs{&broadcast_sm_resp::tlvs},
};

template <>
inline constexpr auto list<query_broadcast_sm> = std::tuple{
    c_octet_string{"message_id", &query_broadcast_sm::message_id, 65, command_status::rinvmsgid},
    address{SOURCE, &query_broadcast_sm::source, ADDRESS_SIZE},
    tlvs{&query_broadcast_sm::tlvs},
};

template <>
inline constexpr auto list<query_broadcast_sm_resp> = std::tuple{
    c_octet_string{"message_id", &query_broadcast_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE},
    tlvs{&query_broadcast_sm_resp::tlvs,
         {tag::message_state, tag::broadcast_area_identifier, tag::broadcast_area_success}},
};

template <>
inline constexpr auto list<cancel_broadcast_sm> = std::tuple{
    c_octet_string{"service_type", &cancel_broadcast_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    c_octet_string{"message_id", &cancel_broadcast_sm::message_id, 65, command_status::rinvmsgid},
    address{SOURCE, &cancel_broadcast_sm::source, ADDRESS_SIZE},
    tlvs{&cancel_broadcast_sm::tlvs},
};

}  // namespace kaskad::smpp::fields
