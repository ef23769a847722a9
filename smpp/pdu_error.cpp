#include "smpp/pdu_error.hpp"

namespace kaskad::smpp {

std::string_view to_string(pdu_fault fault) {
    switch (fault) {
        case pdu_fault::not_allowed:
            return "not_allowed";
        case pdu_fault::bad_command_length:
            return "bad_command_length";
        case pdu_fault::oversized_pdu:
            return "oversized_pdu";
        case pdu_fault::unknown_command_id:
            return "unknown_command_id";
        case pdu_fault::ended_early:
            return "ended_early";
        case pdu_fault::unterminated_string:
            return "unterminated_string";
        case pdu_fault::string_too_long:
            return "string_too_long";
        case pdu_fault::string_with_nul:
            return "string_with_nul";
        case pdu_fault::bad_time_length:
            return "bad_time_length";
        case pdu_fault::sm_length_beyond_pdu:
            return "sm_length_beyond_pdu";
        case pdu_fault::short_message_too_long:
            return "short_message_too_long";
        case pdu_fault::bad_dest_flag:
            return "bad_dest_flag";
        case pdu_fault::too_many_destinations:
            return "too_many_destinations";
        case pdu_fault::value_out_of_range:
            return "value_out_of_range";
        case pdu_fault::tlv_truncated:
            return "tlv_truncated";
        case pdu_fault::too_many_tlvs:
            return "too_many_tlvs";
        case pdu_fault::bad_tlv_length:
            return "bad_tlv_length";
        case pdu_fault::bad_tlv_value:
            return "bad_tlv_value";
        case pdu_fault::repeated_tlv:
            return "repeated_tlv";
        case pdu_fault::missing_tlv:
            return "missing_tlv";
    }
    return "";
}

}  // namespace kaskad::smpp
