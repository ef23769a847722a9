#pragma once

#include "smpp/fields.hpp"

// The field lists of pdu_message.hpp.

namespace kaskad::smpp::fields {

inline constexpr size_t MESSAGE_ID_SIZE_33 = 9;  // eight hexadecimal digits

template <>
inline constexpr auto list<submit_sm> = std::tuple{
    c_octet_string{"service_type", &submit_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{SOURCE, &submit_sm::source, ADDRESS_SIZE},
    address{DESTINATION, &submit_sm::destination, ADDRESS_SIZE, ADDRESS_SIZE, true},
    octet{"esm_class", &submit_sm::esm_class},
    octet{"protocol_id", &submit_sm::protocol_id},
    octet{"priority_flag", &submit_sm::priority_flag, PRIORITY},
    time{"schedule_delivery_time", &submit_sm::schedule_delivery_time, command_status::rinvsched},
    time{"validity_period", &submit_sm::validity_period, command_status::rinvexpiry},
    octet{"registered_delivery", &submit_sm::registered_delivery, REGISTERED},
    octet{"replace_if_present_flag", &submit_sm::replace_if_present_flag, REPLACE},
    octet{"data_coding", &submit_sm::data_coding},
    octet{"sm_default_msg_id", &submit_sm::sm_default_msg_id, DEFAULT_MESSAGE},
    short_message{"short_message", &submit_sm::short_message},
    tlvs{&submit_sm::tlvs},
};

// As submit_sm, but what an operator sends is accepted wherever it can be read: refused, it would come for days.
template <>
inline constexpr auto list<deliver_sm> = std::tuple{
    c_octet_string{"service_type", &deliver_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{SOURCE, &deliver_sm::source, ADDRESS_SIZE, ADDRESS_SIZE_LONG},
    address{DESTINATION, &deliver_sm::destination, ADDRESS_SIZE, ADDRESS_SIZE_LONG},
    octet{"esm_class", &deliver_sm::esm_class},
    octet{"protocol_id", &deliver_sm::protocol_id},
    octet{"priority_flag", &deliver_sm::priority_flag, PRIORITY},
    time{"schedule_delivery_time", &deliver_sm::schedule_delivery_time, command_status::rinvsched, true},
    time{"validity_period", &deliver_sm::validity_period, command_status::rinvexpiry, true},
    octet{"registered_delivery", &deliver_sm::registered_delivery},
    octet{"replace_if_present_flag", &deliver_sm::replace_if_present_flag},
    octet{"data_coding", &deliver_sm::data_coding},
    octet{"sm_default_msg_id", &deliver_sm::sm_default_msg_id, DEFAULT_MESSAGE},
    short_message{"short_message", &deliver_sm::short_message},
    tlvs{&deliver_sm::tlvs},
};

template <>
inline constexpr auto list<submit_multi> = std::tuple{
    c_octet_string{"service_type", &submit_multi::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{SOURCE, &submit_multi::source, ADDRESS_SIZE},
    dest_addresses{&submit_multi::destinations},
    octet{"esm_class", &submit_multi::esm_class},
    octet{"protocol_id", &submit_multi::protocol_id},
    octet{"priority_flag", &submit_multi::priority_flag, PRIORITY},
    time{"schedule_delivery_time", &submit_multi::schedule_delivery_time, command_status::rinvsched},
    time{"validity_period", &submit_multi::validity_period, command_status::rinvexpiry},
    octet{"registered_delivery", &submit_multi::registered_delivery, REGISTERED},
    octet{"replace_if_present_flag", &submit_multi::replace_if_present_flag, REPLACE},
    octet{"data_coding", &submit_multi::data_coding},
    octet{"sm_default_msg_id", &submit_multi::sm_default_msg_id, DEFAULT_MESSAGE},
    short_message{"short_message", &submit_multi::short_message},
    tlvs{&submit_multi::tlvs},
};

// Both sides send it, so what is accepted is the operator's.
template <>
inline constexpr auto list<data_sm> = std::tuple{
    c_octet_string{"service_type", &data_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    address{SOURCE, &data_sm::source, ADDRESS_SIZE_LONG},
    address{DESTINATION, &data_sm::destination, ADDRESS_SIZE_LONG, ADDRESS_SIZE_LONG, true},
    octet{"esm_class", &data_sm::esm_class},
    octet{"registered_delivery", &data_sm::registered_delivery, REGISTERED},
    octet{"data_coding", &data_sm::data_coding},
    tlvs{&data_sm::tlvs},
};

template <>
inline constexpr auto list<submit_sm_resp> = std::tuple{
    c_octet_string{"message_id", &submit_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE,
                   MESSAGE_ID_SIZE_33},
    tlvs{&submit_sm_resp::tlvs},
};

template <>
inline constexpr auto list<deliver_sm_resp> = std::tuple{
    c_octet_string{"message_id", &deliver_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE,
                   MESSAGE_ID_SIZE_33},
    tlvs{&deliver_sm_resp::tlvs},
};

template <>
inline constexpr auto list<data_sm_resp> = std::tuple{
    c_octet_string{"message_id", &data_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE,
                   MESSAGE_ID_SIZE_33},
    tlvs{&data_sm_resp::tlvs},
};

template <>
inline constexpr auto list<submit_multi_resp> = std::tuple{
    c_octet_string{"message_id", &submit_multi_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE,
                   MESSAGE_ID_SIZE_33},
    unsuccess_smes{&submit_multi_resp::unsuccess_smes},
    tlvs{&submit_multi_resp::tlvs},
};

}  // namespace kaskad::smpp::fields
