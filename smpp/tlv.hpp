#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Optional parameters (TLVs): any order, any number, unknown ones kept as they came, so that a relay can pass them on.
// Of a tag that may not repeat the first one counts (SMPP 3.4 §3.2.4, §3.3).

namespace kaskad::smpp {

struct tlv {
    uint16_t tag = 0;
    std::string value;

    friend bool operator==(const tlv&, const tlv&) = default;
};

using tlv_list = std::vector<tlv>;

namespace tag {
inline constexpr uint16_t dest_addr_subunit = 0x0005;
inline constexpr uint16_t dest_network_type = 0x0006;
inline constexpr uint16_t dest_bearer_type = 0x0007;
inline constexpr uint16_t dest_telematics_id = 0x0008;
inline constexpr uint16_t source_addr_subunit = 0x000D;
inline constexpr uint16_t source_network_type = 0x000E;
inline constexpr uint16_t source_bearer_type = 0x000F;
inline constexpr uint16_t source_telematics_id = 0x0010;
inline constexpr uint16_t qos_time_to_live = 0x0017;
inline constexpr uint16_t payload_type = 0x0019;
inline constexpr uint16_t additional_status_info_text = 0x001D;
inline constexpr uint16_t receipted_message_id = 0x001E;
inline constexpr uint16_t ms_msg_wait_facilities = 0x0030;
inline constexpr uint16_t privacy_indicator = 0x0201;
inline constexpr uint16_t source_subaddress = 0x0202;
inline constexpr uint16_t dest_subaddress = 0x0203;
inline constexpr uint16_t user_message_reference = 0x0204;
inline constexpr uint16_t user_response_code = 0x0205;
inline constexpr uint16_t source_port = 0x020A;
inline constexpr uint16_t dest_port = 0x020B;
inline constexpr uint16_t sar_msg_ref_num = 0x020C;
inline constexpr uint16_t language_indicator = 0x020D;
inline constexpr uint16_t sar_total_segments = 0x020E;
inline constexpr uint16_t sar_segment_seqnum = 0x020F;
inline constexpr uint16_t sc_interface_version = 0x0210;
inline constexpr uint16_t callback_num_pres_ind = 0x0302;
inline constexpr uint16_t callback_num_atag = 0x0303;
inline constexpr uint16_t number_of_messages = 0x0304;
inline constexpr uint16_t callback_num = 0x0381;
inline constexpr uint16_t dpf_result = 0x0420;
inline constexpr uint16_t set_dpf = 0x0421;
inline constexpr uint16_t ms_availability_status = 0x0422;
inline constexpr uint16_t network_error_code = 0x0423;
inline constexpr uint16_t message_payload = 0x0424;
inline constexpr uint16_t delivery_failure_reason = 0x0425;
inline constexpr uint16_t more_messages_to_send = 0x0426;
inline constexpr uint16_t message_state = 0x0427;
inline constexpr uint16_t congestion_state = 0x0428;
inline constexpr uint16_t ussd_service_op = 0x0501;
inline constexpr uint16_t broadcast_channel_indicator = 0x0600;
inline constexpr uint16_t broadcast_content_type = 0x0601;
inline constexpr uint16_t broadcast_content_type_info = 0x0602;
inline constexpr uint16_t broadcast_message_class = 0x0603;
inline constexpr uint16_t broadcast_rep_num = 0x0604;
inline constexpr uint16_t broadcast_frequency_interval = 0x0605;
inline constexpr uint16_t broadcast_area_identifier = 0x0606;
inline constexpr uint16_t broadcast_error_status = 0x0607;
inline constexpr uint16_t broadcast_area_success = 0x0608;
inline constexpr uint16_t broadcast_end_time = 0x0609;
inline constexpr uint16_t broadcast_service_group = 0x060A;
inline constexpr uint16_t billing_identification = 0x060B;
inline constexpr uint16_t source_network_id = 0x060D;
inline constexpr uint16_t dest_network_id = 0x060E;
inline constexpr uint16_t source_node_id = 0x060F;
inline constexpr uint16_t dest_node_id = 0x0610;
inline constexpr uint16_t dest_addr_np_resolution = 0x0611;
inline constexpr uint16_t dest_addr_np_information = 0x0612;
inline constexpr uint16_t dest_addr_np_country = 0x0613;
inline constexpr uint16_t display_time = 0x1201;
inline constexpr uint16_t sms_signal = 0x1203;
inline constexpr uint16_t ms_validity = 0x1204;
inline constexpr uint16_t alert_on_message_delivery = 0x130C;
inline constexpr uint16_t its_reply_type = 0x1380;
inline constexpr uint16_t its_session_info = 0x1383;
}  // namespace tag

inline constexpr size_t TLV_VALUE_MAX = 65535;

// The first TLV with this tag, or nullptr.
const tlv* find_tlv(const tlv_list& list, uint16_t tag);

// The value of a 1, 2 or 4 octet TLV; empty when it is absent or has another length.
std::optional<uint32_t> integer_tlv(const tlv_list& list, uint16_t tag);

// The value of a C-octet string TLV. Peers send it with one final NUL, none or two: all are stripped.
std::optional<std::string_view> text_tlv(const tlv_list& list, uint16_t tag);

tlv make_tlv8(uint16_t tag, uint8_t value);
tlv make_tlv16(uint16_t tag, uint16_t value);
tlv make_tlv32(uint16_t tag, uint32_t value);
tlv make_text_tlv(uint16_t tag, std::string_view text);  // adds the NUL

}  // namespace kaskad::smpp
