#pragma once

#include "smpp/fields.hpp"

// The field lists of pdu_ancillary.hpp.

namespace kaskad::smpp::fields {

// 3.4 knows neither SCHEDULED (0) nor SKIPPED (9).
inline constexpr octet_limit MESSAGE_STATE{
    .min_34 = 1, .max_33 = 8, .max_34 = 8, .max_50 = 9, .error = command_status::rqueryfail};

template <>
inline constexpr auto list<query_sm> = std::tuple{
    c_octet_string{"message_id", &query_sm::message_id, 65, command_status::rinvmsgid},
    address{SOURCE, &query_sm::source, ADDRESS_SIZE},
};

template <>
inline constexpr auto list<query_sm_resp> = std::tuple{
    c_octet_string{"message_id", &query_sm_resp::message_id, 65, command_status::rinvmsgid, ANY_SIZE},
    time{"final_date", &query_sm_resp::final_date, command_status::rqueryfail, true},
    octet{"message_state", &query_sm_resp::message_state, MESSAGE_STATE},
    octet{"error_code", &query_sm_resp::error_code},
};

template <>
inline constexpr auto list<cancel_sm> = std::tuple{
    c_octet_string{"service_type", &cancel_sm::service_type, 6, command_status::rinvsertyp, ANY_SIZE},
    c_octet_string{"message_id", &cancel_sm::message_id, 65, command_status::rinvmsgid},
    address{SOURCE, &cancel_sm::source, ADDRESS_SIZE},
    address{DESTINATION, &cancel_sm::destination, ADDRESS_SIZE},
};

template <>
inline constexpr auto list<replace_sm> = std::tuple{
    c_octet_string{"message_id", &replace_sm::message_id, 65, command_status::rinvmsgid},
    address{SOURCE, &replace_sm::source, ADDRESS_SIZE},
    time{"schedule_delivery_time", &replace_sm::schedule_delivery_time, command_status::rinvsched},
    time{"validity_period", &replace_sm::validity_period, command_status::rinvexpiry},
    octet{"registered_delivery", &replace_sm::registered_delivery, REGISTERED},
    octet{"sm_default_msg_id", &replace_sm::sm_default_msg_id, DEFAULT_MESSAGE},
    short_message{"short_message", &replace_sm::short_message},
    tlvs{&replace_sm::tlvs},
};

template <>
inline constexpr auto list<alert_notification> = std::tuple{
    address{SOURCE, &alert_notification::source, ADDRESS_SIZE_LONG},
    address{ESME, &alert_notification::esme, ADDRESS_SIZE_LONG},
    tlvs{&alert_notification::tlvs},
};

}  // namespace kaskad::smpp::fields
