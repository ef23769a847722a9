#include "smpp/tlv.hpp"

#include "smpp/octets.hpp"
#include "smpp/version.hpp"

#include <algorithm>
#include <array>

namespace kaskad::smpp {

namespace {

struct tag_entry {
    uint16_t tag;
    std::string_view name;
    uint16_t length_min;
    uint16_t length_max;
};

// SMPP 5.0 Table 4-60, lengths of 3.4 where it is laxer; in rising order of tag.
constexpr std::array TAG_TABLE{
    tag_entry{tag::dest_addr_subunit, "dest_addr_subunit", 1, 1},
    tag_entry{tag::dest_network_type, "dest_network_type", 1, 1},
    tag_entry{tag::dest_bearer_type, "dest_bearer_type", 1, 1},
    tag_entry{tag::dest_telematics_id, "dest_telematics_id", 2, 2},
    tag_entry{tag::source_addr_subunit, "source_addr_subunit", 1, 1},
    tag_entry{tag::source_network_type, "source_network_type", 1, 1},
    tag_entry{tag::source_bearer_type, "source_bearer_type", 1, 1},
    tag_entry{tag::source_telematics_id, "source_telematics_id", 1, 1},
    tag_entry{tag::qos_time_to_live, "qos_time_to_live", 4, 4},
    tag_entry{tag::payload_type, "payload_type", 1, 1},
    tag_entry{tag::additional_status_info_text, "additional_status_info_text", 0, 256},
    tag_entry{tag::receipted_message_id, "receipted_message_id", 0, 65},
    tag_entry{tag::ms_msg_wait_facilities, "ms_msg_wait_facilities", 1, 1},
    tag_entry{tag::privacy_indicator, "privacy_indicator", 1, 1},
    tag_entry{tag::source_subaddress, "source_subaddress", 2, 23},
    tag_entry{tag::dest_subaddress, "dest_subaddress", 2, 23},
    tag_entry{tag::user_message_reference, "user_message_reference", 2, 2},
    tag_entry{tag::user_response_code, "user_response_code", 1, 1},
    tag_entry{tag::source_port, "source_port", 2, 2},
    tag_entry{tag::dest_port, "dest_port", 2, 2},
    tag_entry{tag::sar_msg_ref_num, "sar_msg_ref_num", 2, 2},
    tag_entry{tag::language_indicator, "language_indicator", 1, 1},
    tag_entry{tag::sar_total_segments, "sar_total_segments", 1, 1},
    tag_entry{tag::sar_segment_seqnum, "sar_segment_seqnum", 1, 1},
    tag_entry{tag::sc_interface_version, "sc_interface_version", 1, 1},
    tag_entry{tag::callback_num_pres_ind, "callback_num_pres_ind", 1, 1},
    tag_entry{tag::callback_num_atag, "callback_num_atag", 0, 65},
    tag_entry{tag::number_of_messages, "number_of_messages", 1, 1},
    tag_entry{tag::callback_num, "callback_num", 4, 19},
    tag_entry{tag::dpf_result, "dpf_result", 1, 1},
    tag_entry{tag::set_dpf, "set_dpf", 1, 1},
    tag_entry{tag::ms_availability_status, "ms_availability_status", 1, 1},
    tag_entry{tag::network_error_code, "network_error_code", 3, 3},
    tag_entry{tag::message_payload, "message_payload", 0, 65535},
    tag_entry{tag::delivery_failure_reason, "delivery_failure_reason", 1, 1},
    tag_entry{tag::more_messages_to_send, "more_messages_to_send", 1, 1},
    tag_entry{tag::message_state, "message_state", 1, 1},
    tag_entry{tag::congestion_state, "congestion_state", 1, 1},
    tag_entry{tag::ussd_service_op, "ussd_service_op", 1, 1},
    tag_entry{tag::broadcast_channel_indicator, "broadcast_channel_indicator", 1, 1},
    tag_entry{tag::broadcast_content_type, "broadcast_content_type", 3, 3},
    tag_entry{tag::broadcast_content_type_info, "broadcast_content_type_info", 1, 255},
    tag_entry{tag::broadcast_message_class, "broadcast_message_class", 1, 1},
    tag_entry{tag::broadcast_rep_num, "broadcast_rep_num", 2, 2},
    tag_entry{tag::broadcast_frequency_interval, "broadcast_frequency_interval", 3, 3},
    tag_entry{tag::broadcast_area_identifier, "broadcast_area_identifier", 1, 101},
    tag_entry{tag::broadcast_error_status, "broadcast_error_status", 4, 4},
    tag_entry{tag::broadcast_area_success, "broadcast_area_success", 1, 1},
    tag_entry{tag::broadcast_end_time, "broadcast_end_time", 16, 17},
    tag_entry{tag::broadcast_service_group, "broadcast_service_group", 1, 255},
    tag_entry{tag::billing_identification, "billing_identification", 1, 1024},
    tag_entry{tag::source_network_id, "source_network_id", 7, 65},
    tag_entry{tag::dest_network_id, "dest_network_id", 7, 65},
    tag_entry{tag::source_node_id, "source_node_id", 6, 6},
    tag_entry{tag::dest_node_id, "dest_node_id", 6, 6},
    tag_entry{tag::dest_addr_np_resolution, "dest_addr_np_resolution", 1, 1},
    tag_entry{tag::dest_addr_np_information, "dest_addr_np_information", 10, 10},
    tag_entry{tag::dest_addr_np_country, "dest_addr_np_country", 1, 5},
    tag_entry{tag::display_time, "display_time", 1, 1},
    tag_entry{tag::sms_signal, "sms_signal", 2, 2},
    tag_entry{tag::ms_validity, "ms_validity", 1, 4},
    tag_entry{tag::alert_on_message_delivery, "alert_on_message_delivery", 0, 1},
    tag_entry{tag::its_reply_type, "its_reply_type", 1, 1},
    tag_entry{tag::its_session_info, "its_session_info", 2, 2},
};
static_assert(std::ranges::is_sorted(TAG_TABLE, {}, &tag_entry::tag));

const tag_entry* find_entry(uint16_t tag) {
    const auto* const entry = std::ranges::lower_bound(TAG_TABLE, tag, {}, &tag_entry::tag);
    return entry != TAG_TABLE.end() && entry->tag == tag ? entry : nullptr;
}

bool has_wrong_length(const tlv& parameter) {
    const auto* const entry = find_entry(parameter.tag);
    if (entry == nullptr) return false;
    return parameter.value.size() < entry->length_min || parameter.value.size() > entry->length_max;
}

}  // namespace

const tlv* find_tlv(const tlv_list& list, uint16_t tag) {
    const auto found = std::ranges::find(list, tag, &tlv::tag);
    return found != list.end() ? &*found : nullptr;
}

std::optional<uint32_t> integer_tlv(const tlv_list& list, uint16_t tag) {
    const tlv* const found = find_tlv(list, tag);
    if (found == nullptr) return std::nullopt;
    const size_t size = found->value.size();
    if (size != 1 && size != 2 && size != 4) return std::nullopt;
    uint32_t value = 0;
    for (const char octet : found->value)
        value = value << 8 | static_cast<uint8_t>(octet);
    return value;
}

std::optional<std::string_view> text_tlv(const tlv_list& list, uint16_t tag) {
    const tlv* const found = find_tlv(list, tag);
    if (found == nullptr) return std::nullopt;
    const auto last = found->value.find_last_not_of('\0');
    return std::string_view{found->value}.substr(0, last == std::string::npos ? 0 : last + 1);
}

tlv make_tlv8(uint16_t tag, uint8_t value) {
    return {tag, std::string(1, static_cast<char>(value))};
}

tlv make_tlv16(uint16_t tag, uint16_t value) {
    tlv made{tag, {}};
    append_uint16(made.value, value);
    return made;
}

tlv make_tlv32(uint16_t tag, uint32_t value) {
    tlv made{tag, {}};
    append_uint32(made.value, value);
    return made;
}

tlv make_text_tlv(uint16_t tag, std::string_view text) {
    tlv made{tag, std::string{text}};
    made.value.push_back('\0');
    return made;
}

std::string_view tag_name(uint16_t tag) {
    const auto* const entry = find_entry(tag);
    return entry != nullptr ? entry->name : std::string_view{};
}

const tlv* find_tlv_of_wrong_length(const tlv_list& list) {
    const auto found = std::ranges::find_if(list, has_wrong_length);
    return found != list.end() ? &*found : nullptr;
}

bool is_tlv_known_to(uint8_t interface_version, uint16_t tag) {
    if (interface_version < VERSION_34) return false;
    const bool is_of_50 = tag == tag::congestion_state || (tag >= 0x0600 && tag <= 0x06FF);
    return interface_version >= VERSION_50 || !is_of_50;
}

}  // namespace kaskad::smpp
