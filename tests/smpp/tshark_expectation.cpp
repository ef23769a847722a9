#include "tshark_expectation.hpp"

#include "hex.hpp"
#include "pdu_samples.hpp"
#include "smpp/field_lists.hpp"
#include "smpp/time_format.hpp"
#include "smpp/tlv_rule.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace kaskad::smpp {

namespace {

std::string with_colons(std::string_view raw) {
    const std::string hex = to_hex(raw);
    std::string text;
    for (size_t i = 0; i < hex.size(); i += 2)
        text += (i == 0 ? "" : ":") + hex.substr(i, 2);
    return text;
}

std::string hexadecimal(uint32_t value, int digits) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "0x%0*x", digits, value);
    return buffer.data();
}

enum class notation : uint8_t { decimal, hexadecimal, octets, text };

// Fields of one octet that are not shown in hexadecimal.
constexpr std::array<std::string_view, 4> DECIMAL_OCTETS = {"interface_version", "sm_default_msg_id", "message_state",
                                                            "error_code"};

struct tlv_name {
    std::string_view name;
    notation form = notation::decimal;
};

// TLVs that tshark shows as one value; the others it takes apart.
const std::map<uint16_t, tlv_name>& tlv_names() {
    using enum notation;
    static const std::map<uint16_t, tlv_name> names{
        {tag::dest_addr_subunit, {"dest_addr_subunit", hexadecimal}},
        {tag::dest_network_type, {"dest_network_type", hexadecimal}},
        {tag::dest_bearer_type, {"dest_bearer_type", hexadecimal}},
        {tag::dest_telematics_id, {"dest_telematics_id", hexadecimal}},
        {tag::source_addr_subunit, {"source_addr_subunit", hexadecimal}},
        {tag::source_network_type, {"source_network_type", hexadecimal}},
        {tag::source_bearer_type, {"source_bearer_type", hexadecimal}},
        {tag::source_telematics_id, {"source_telematics_id", hexadecimal}},
        {tag::qos_time_to_live, {"qos_time_to_live"}},
        {tag::payload_type, {"payload_type"}},
        {tag::additional_status_info_text, {"additional_status_info_text", text}},
        {tag::receipted_message_id, {"receipted_message_id", text}},
        {tag::privacy_indicator, {"privacy_indicator"}},
        {tag::source_subaddress, {"source_subaddress", octets}},
        {tag::dest_subaddress, {"dest_subaddress", octets}},
        {tag::user_message_reference, {"user_message_reference", hexadecimal}},
        {tag::user_response_code, {"user_response_code", hexadecimal}},
        {tag::source_port, {"source_port", hexadecimal}},
        {tag::dest_port, {"destination_port", hexadecimal}},
        {tag::sar_msg_ref_num, {"sar_msg_ref_num"}},
        {tag::language_indicator, {"language_indicator"}},
        {tag::sar_total_segments, {"sar_total_segments"}},
        {tag::sar_segment_seqnum, {"sar_segment_seqnum"}},
        {tag::number_of_messages, {"number_of_messages"}},
        {tag::dpf_result, {"dpf_result"}},
        {tag::set_dpf, {"set_dpf"}},
        {tag::ms_availability_status, {"ms_availability_status"}},
        {tag::message_payload, {"message_payload", octets}},
        {tag::delivery_failure_reason, {"delivery_failure_reason"}},
        {tag::more_messages_to_send, {"more_messages_to_send"}},
        {tag::message_state, {"message_state"}},
        {tag::congestion_state, {"congestion_state"}},
        {tag::ussd_service_op, {"ussd_service_op"}},
        {tag::broadcast_channel_indicator, {"broadcast_channel_indicator"}},
        {tag::broadcast_content_type_info, {"broadcast_content_type.info", octets}},
        {tag::broadcast_message_class, {"broadcast_message_class", hexadecimal}},
        {tag::broadcast_error_status, {"broadcast_error_status", hexadecimal}},
        {tag::broadcast_area_success, {"broadcast_area_success"}},
        {tag::broadcast_service_group, {"broadcast_service_group", octets}},
        {tag::billing_identification, {"billing_id", octets}},
        {tag::source_network_id, {"source_network_id", text}},
        {tag::dest_network_id, {"dest_network_id", text}},
        {tag::source_node_id, {"source_node_id", octets}},
        {tag::dest_node_id, {"dest_node_id", octets}},
        {tag::dest_addr_np_resolution, {"dest_addr_np_resolution"}},
        {tag::dest_addr_np_information, {"dest_addr_np_info", octets}},
        {tag::dest_addr_np_country, {"dest_addr_np_country", octets}},
        {tag::display_time, {"display_time"}},
        {tag::sms_signal, {"sms_signal", hexadecimal}},
        {tag::ms_validity, {"ms_validity"}},
        {tag::its_reply_type, {"its_reply_type"}},
    };
    return names;
}

std::string written(const tlv& parameter, notation form) {
    const tlv_list alone{parameter};
    switch (form) {
        case notation::decimal:
            return std::to_string(integer_tlv(alone, parameter.tag).value_or(0));
        case notation::hexadecimal:
            return hexadecimal(integer_tlv(alone, parameter.tag).value_or(0),
                               static_cast<int>(parameter.value.size() * 2));
        case notation::octets:
            return with_colons(parameter.value);
        case notation::text:
            return std::string{*text_tlv(alone, parameter.tag)};
    }
    return {};
}

class expectation {
  public:
    explicit expectation(const pdu& value) {
        const auto id = id_of(value.body);
        set("command_id", hexadecimal(static_cast<uint32_t>(id), 8));
        set("sequence_number", std::to_string(value.sequence_number));
        if (is_response(id)) set("command_status", hexadecimal(static_cast<uint32_t>(value.status), 8));
        if (value.status != command_status::rok) return;
        std::visit([this]<typename Body>(
                       const Body& body) { fields::for_each<Body>([&](const auto& field) { read(body, field); }); },
                   value.body);
    }

    std::vector<tshark_field> take() { return std::move(fields_); }

  private:
    void set(std::string_view name, const std::string& value) {
        const std::string full = "smpp." + std::string{name};
        const auto found = std::ranges::find(fields_, full, &tshark_field::first);
        if (found != fields_.end()) return found->second.push_back(value);
        fields_.push_back({full, {value}});
    }
    // Empty strings tshark leaves out or names otherwise.
    void set_string(std::string_view name, const std::string& value) {
        if (!value.empty()) set(name, value);
    }
    void set_address(const fields::address_names& names, const address& value) {
        set(names.ton, hexadecimal(value.ton, 2));
        set(names.npi, hexadecimal(value.npi, 2));
        set_string(names.addr, value.addr);
    }

    template <typename Body>
    void read(const Body& body, const fields::octet<Body>& field) {
        const uint8_t value = body.*field.member;
        if (field.name == "esm_class") {
            set("esm.submit.msg_mode", hexadecimal(value & 3U, 2));
            set("esm.submit.msg_type", hexadecimal(value >> 2 & 15U, 2));
            set("esm.submit.features", hexadecimal(value >> 6U, 2));
        } else if (field.name == "registered_delivery") {
            set("regdel.receipt", hexadecimal(value & 3U, 2));
            set("regdel.acks", hexadecimal(value >> 2 & 3U, 2));
            set("regdel.notif", hexadecimal(value >> 4 & 1U, 2));
        } else if (std::ranges::find(DECIMAL_OCTETS, field.name) != DECIMAL_OCTETS.end()) {
            set(field.name, std::to_string(value));
        } else {
            set(field.name, hexadecimal(value, 2));
        }
    }
    // C-octet strings and credentials.
    template <typename Body, typename Field>
    void read(const Body& body, const Field& field) {
        set_string(field.name, body.*field.member);
    }
    template <typename Body>
    void read(const Body& body, const fields::time<Body>& field) {
        if (body.*field.member == format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4))
            set(field.name, "Jan  1, 2026 00:00:00.700000000 UTC");
    }
    template <typename Body>
    void read(const Body& body, const fields::address<Body>& field) {
        set_address(field.names, body.*field.member);
    }
    template <typename Body>
    void read(const Body& body, const fields::dest_addresses<Body>& field) {
        for (const auto& destination : body.*field.member) {
            if (const auto* const list = std::get_if<distribution_list>(&destination))
                set("dl_name", list->dl_name);
            else
                set_address(fields::DESTINATION, std::get<address>(destination));
        }
    }
    template <typename Body>
    void read(const Body& body, const fields::unsuccess_smes<Body>& field) {
        for (const auto& value : body.*field.member) {
            set_address(fields::DESTINATION, value.destination);
            set("error_status_code", hexadecimal(static_cast<uint32_t>(value.error_status_code), 8));
        }
    }
    template <typename Body>
    void read(const Body& body, const fields::short_message<Body>& field) {
        const std::string& value = body.*field.member;
        set("sm_length", std::to_string(value.size()));
        if (!value.empty()) set("message", with_colons(value));
    }
    template <typename Body>
    void read(const Body& body, const fields::tlvs<Body>& field) {
        for (const tlv& parameter : body.*field.member) {
            set("opt_param_tag", hexadecimal(parameter.tag, 4));
            set("opt_param_len", std::to_string(parameter.value.size()));
            const auto known = tlv_names().find(parameter.tag);
            if (known != tlv_names().end()) set(known->second.name, written(parameter, known->second.form));
            if (parameter.tag >= 0x1400 && parameter.tag <= 0x3FFF) set("vendor_op", with_colons(parameter.value));
        }
    }

    std::vector<tshark_field> fields_;
};

}  // namespace

std::vector<tshark_field> expected_fields(const pdu& value) {
    return expectation{value}.take();
}

}  // namespace kaskad::smpp
