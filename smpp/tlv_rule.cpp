#include "smpp/tlv_rule.hpp"

#include "smpp/version.hpp"

#include <algorithm>
#include <array>

namespace kaskad::smpp {

namespace {

// A rule being written down in the table below.
struct entry : tlv_rule {
    constexpr entry within(uint32_t least, uint32_t most) const {
        entry changed = *this;
        changed.value_min = changed.value_min_34 = least;
        changed.value_max = changed.value_max_34 = most;
        return changed;
    }
    constexpr entry within_34(uint32_t least, uint32_t most) const {
        entry changed = *this;
        changed.value_min_34 = least;
        changed.value_max_34 = most;
        return changed;
    }
    constexpr entry length_34(uint16_t most) const {
        entry changed = *this;
        changed.length_max_34 = most;
        return changed;
    }
    constexpr entry or_length(uint16_t shorter) const {
        entry changed = *this;
        changed.length_min = shorter;
        changed.is_length_either = true;
        return changed;
    }
    constexpr entry of_50() const {
        entry changed = *this;
        changed.is_of_50 = true;
        return changed;
    }
    constexpr entry repeatable() const {
        entry changed = *this;
        changed.is_repeatable = true;
        return changed;
    }
};

constexpr entry integer(uint16_t tag, std::string_view name, uint16_t length) {
    return {{tag, name, tlv_kind::integer, length, length}};
}
constexpr entry c_octets(uint16_t tag, std::string_view name, uint16_t length_min, uint16_t length_max) {
    return {{tag, name, tlv_kind::c_octet_string, length_min, length_max}};
}
constexpr entry octets(uint16_t tag, std::string_view name, uint16_t length_min, uint16_t length_max) {
    return {{tag, name, tlv_kind::octet_string, length_min, length_max}};
}

// In rising order of tag. failed_broadcast_area_identifier is broadcast_area_identifier in a response.
constexpr std::array RULES{
    integer(tag::dest_addr_subunit, "dest_addr_subunit", 1),
    integer(tag::dest_network_type, "dest_network_type", 1),
    integer(tag::dest_bearer_type, "dest_bearer_type", 1),
    integer(tag::dest_telematics_id, "dest_telematics_id", 2),
    integer(tag::source_addr_subunit, "source_addr_subunit", 1),
    integer(tag::source_network_type, "source_network_type", 1),
    integer(tag::source_bearer_type, "source_bearer_type", 1),
    integer(tag::source_telematics_id, "source_telematics_id", 1),
    integer(tag::qos_time_to_live, "qos_time_to_live", 4),
    integer(tag::payload_type, "payload_type", 1),
    c_octets(tag::additional_status_info_text, "additional_status_info_text", 1, 256),
    c_octets(tag::receipted_message_id, "receipted_message_id", 1, 65),
    integer(tag::ms_msg_wait_facilities, "ms_msg_wait_facilities", 1),
    integer(tag::privacy_indicator, "privacy_indicator", 1).within(0, 3),
    octets(tag::source_subaddress, "source_subaddress", 2, 23),
    octets(tag::dest_subaddress, "dest_subaddress", 2, 23),
    integer(tag::user_message_reference, "user_message_reference", 2),
    integer(tag::user_response_code, "user_response_code", 1),
    integer(tag::source_port, "source_port", 2),
    integer(tag::dest_port, "dest_port", 2),
    integer(tag::sar_msg_ref_num, "sar_msg_ref_num", 2),
    integer(tag::language_indicator, "language_indicator", 1),
    integer(tag::sar_total_segments, "sar_total_segments", 1).within(1, 255),
    integer(tag::sar_segment_seqnum, "sar_segment_seqnum", 1).within(1, 255),
    integer(tag::sc_interface_version, "sc_interface_version", 1),
    integer(tag::callback_num_pres_ind, "callback_num_pres_ind", 1).repeatable(),
    octets(tag::callback_num_atag, "callback_num_atag", 0, 65).repeatable(),
    integer(tag::number_of_messages, "number_of_messages", 1).within(0, 99),
    octets(tag::callback_num, "callback_num", 4, 19).repeatable(),
    integer(tag::dpf_result, "dpf_result", 1),
    integer(tag::set_dpf, "set_dpf", 1),
    integer(tag::ms_availability_status, "ms_availability_status", 1).within(0, 2),
    octets(tag::network_error_code, "network_error_code", 3, 3),
    octets(tag::message_payload, "message_payload", 0, 65535),
    integer(tag::delivery_failure_reason, "delivery_failure_reason", 1).within(0, 3),
    integer(tag::more_messages_to_send, "more_messages_to_send", 1),
    integer(tag::message_state, "message_state", 1).within(0, 9).within_34(1, 8),
    integer(tag::congestion_state, "congestion_state", 1).within(0, 100).of_50(),
    integer(tag::ussd_service_op, "ussd_service_op", 1),
    integer(tag::broadcast_channel_indicator, "broadcast_channel_indicator", 1).of_50(),
    octets(tag::broadcast_content_type, "broadcast_content_type", 3, 3).of_50(),
    octets(tag::broadcast_content_type_info, "broadcast_content_type_info", 1, 255).of_50(),
    integer(tag::broadcast_message_class, "broadcast_message_class", 1).of_50(),
    integer(tag::broadcast_rep_num, "broadcast_rep_num", 2).of_50(),
    octets(tag::broadcast_frequency_interval, "broadcast_frequency_interval", 3, 3).of_50(),
    octets(tag::broadcast_area_identifier, "broadcast_area_identifier", 1, 101).of_50().repeatable(),
    integer(tag::broadcast_error_status, "broadcast_error_status", 4).of_50().repeatable(),
    integer(tag::broadcast_area_success, "broadcast_area_success", 1).of_50().repeatable(),
    octets(tag::broadcast_end_time, "broadcast_end_time", 16, 17).of_50(),
    octets(tag::broadcast_service_group, "broadcast_service_group", 1, 255).of_50(),
    octets(tag::billing_identification, "billing_identification", 1, 1024).of_50(),
    c_octets(tag::source_network_id, "source_network_id", 7, 65).of_50(),
    c_octets(tag::dest_network_id, "dest_network_id", 7, 65).of_50(),
    octets(tag::source_node_id, "source_node_id", 6, 6).of_50(),
    octets(tag::dest_node_id, "dest_node_id", 6, 6).of_50(),
    integer(tag::dest_addr_np_resolution, "dest_addr_np_resolution", 1).of_50(),
    octets(tag::dest_addr_np_information, "dest_addr_np_information", 10, 10).of_50(),
    octets(tag::dest_addr_np_country, "dest_addr_np_country", 1, 5).of_50(),
    integer(tag::display_time, "display_time", 1),
    integer(tag::sms_signal, "sms_signal", 2),
    integer(tag::ms_validity, "ms_validity", 4).or_length(1).length_34(1),
    integer(tag::alert_on_message_delivery, "alert_on_message_delivery", 1).or_length(0).length_34(0),
    integer(tag::its_reply_type, "its_reply_type", 1),
    octets(tag::its_session_info, "its_session_info", 2, 2),
};
static_assert(std::ranges::is_sorted(RULES, {}, &tlv_rule::tag));

constexpr uint16_t TAG_LAST = RULES.back().tag;
constexpr uint8_t NO_RULE = 0xFF;
constexpr uint32_t NUMBER_IS_PORTED = 2;  // dest_addr_np_resolution
static_assert(RULES.size() < NO_RULE);

// The place in RULES of each tag: the encoder asks for every TLV it writes.
constexpr auto PLACES = [] {
    std::array<uint8_t, TAG_LAST + 1> places{};
    places.fill(NO_RULE);
    for (size_t i = 0; i < RULES.size(); ++i)
        places[RULES[i].tag] = static_cast<uint8_t>(i);
    return places;
}();

bool is_length_allowed(const tlv_rule& rule, size_t length, size_t length_max) {
    if (rule.is_length_either && length != rule.length_min) return length == length_max;
    return length >= rule.length_min && length <= length_max;
}

bool is_wrong_length_of_any_version(const tlv& parameter) {
    const auto* const rule = find_tlv_rule(parameter.tag);
    if (rule == nullptr) return false;
    const size_t length = parameter.value.size();
    if (rule->kind == tlv_kind::c_octet_string) return length > size_t{rule->length_max} + 1;
    return !is_length_allowed(*rule, length, rule->length_max);
}

uint32_t integer_of(std::string_view value) {
    uint32_t sum = 0;
    for (const char octet : value)
        sum = sum << 8 | static_cast<uint8_t>(octet);
    return sum;
}

bool is_within(const tlv_rule& rule, std::string_view value, uint8_t interface_version) {
    const uint32_t number = integer_of(value);
    const bool is_50 = interface_version >= VERSION_50;
    return number >= (is_50 ? rule.value_min : rule.value_min_34) &&
           number <= (is_50 ? rule.value_max : rule.value_max_34);
}

bool is_wrong_value(const tlv& parameter) {
    const auto* const rule = find_tlv_rule(parameter.tag);
    return rule != nullptr && rule->kind == tlv_kind::integer && !is_within(*rule, parameter.value, VERSION_50);
}

bool is_one_c_string(std::string_view value) {
    return value.find('\0') == value.size() - 1;
}

// SMPP 3.4 §5.3.2.22: the three of sar_* say something only together. 5.0 §4.8.4: a network needs its node, and the
// answer of a number portability query its number and country.
bool has_companions(const tlv_list& list, const tlv& parameter) {
    const auto has = [&](auto... tags) { return ((find_tlv(list, tags) != nullptr) && ...); };
    switch (parameter.tag) {
        case tag::sar_msg_ref_num:
        case tag::sar_total_segments:
        case tag::sar_segment_seqnum:
            return has(tag::sar_msg_ref_num, tag::sar_total_segments, tag::sar_segment_seqnum);
        case tag::source_network_id:
            return has(tag::source_node_id);
        case tag::dest_network_id:
            return has(tag::dest_node_id);
        case tag::dest_addr_np_resolution:
            return integer_of(parameter.value) != NUMBER_IS_PORTED ||
                   has(tag::dest_addr_np_information, tag::dest_addr_np_country);
        default:
            return true;
    }
}

}  // namespace

const tlv_rule* find_tlv_rule(uint16_t tag) {
    if (tag > TAG_LAST || PLACES[tag] == NO_RULE) return nullptr;
    return &RULES[PLACES[tag]];
}

std::string_view tag_name(uint16_t tag) {
    const auto* const rule = find_tlv_rule(tag);
    return rule != nullptr ? rule->name : std::string_view{};
}

bool is_tlv_known_to(uint8_t interface_version, const tlv& parameter) {
    if (interface_version >= VERSION_50) return true;
    if (interface_version < VERSION_34) return false;
    const auto* const rule = find_tlv_rule(parameter.tag);
    if (rule == nullptr) return true;
    const bool is_value_of_50 = rule->value_max != rule->value_max_34 &&
                                is_within(*rule, parameter.value, VERSION_50) &&
                                !is_within(*rule, parameter.value, VERSION_34);
    return !rule->is_of_50 && !is_value_of_50;
}

std::optional<pdu_fault> find_tlv_fault(const tlv_list& list, const tlv& parameter, uint8_t interface_version) {
    const size_t length = parameter.value.size();
    if (length > TLV_VALUE_MAX) return pdu_fault::bad_tlv_length;
    const auto* const rule = find_tlv_rule(parameter.tag);
    if (rule == nullptr) return std::nullopt;
    const bool is_50 = interface_version >= VERSION_50;
    if (!is_length_allowed(*rule, length, is_50 ? rule->length_max : rule->length_max_34))
        return pdu_fault::bad_tlv_length;
    const bool is_bad_integer =
        rule->kind == tlv_kind::integer && !is_within(*rule, parameter.value, interface_version);
    const bool is_bad_string = rule->kind == tlv_kind::c_octet_string && !is_one_c_string(parameter.value);
    if (is_bad_integer || is_bad_string) return pdu_fault::bad_tlv_value;
    if (!rule->is_repeatable && find_tlv(list, parameter.tag) != &parameter) return pdu_fault::repeated_tlv;
    if (!has_companions(list, parameter)) return pdu_fault::missing_tlv;
    return std::nullopt;
}

const tlv* find_tlv_of_wrong_length(const tlv_list& list) {
    const auto found = std::ranges::find_if(list, is_wrong_length_of_any_version);
    return found != list.end() ? &*found : nullptr;
}

const tlv* find_tlv_of_wrong_value(const tlv_list& list) {
    const auto found = std::ranges::find_if(list, is_wrong_value);
    return found != list.end() ? &*found : nullptr;
}

}  // namespace kaskad::smpp
