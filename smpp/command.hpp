#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The 33 command_id values of SMPP 5.0 (3.4 knows all but the broadcast ones). A response is its request with bit 31.

namespace kaskad::smpp {

enum class command_id : uint32_t {
    bind_receiver = 0x00000001,
    bind_transmitter = 0x00000002,
    query_sm = 0x00000003,
    submit_sm = 0x00000004,
    deliver_sm = 0x00000005,
    unbind = 0x00000006,
    replace_sm = 0x00000007,
    cancel_sm = 0x00000008,
    bind_transceiver = 0x00000009,
    outbind = 0x0000000B,
    enquire_link = 0x00000015,
    submit_multi = 0x00000021,
    alert_notification = 0x00000102,
    data_sm = 0x00000103,
    broadcast_sm = 0x00000111,
    query_broadcast_sm = 0x00000112,
    cancel_broadcast_sm = 0x00000113,
    generic_nack = 0x80000000,
    bind_receiver_resp = 0x80000001,
    bind_transmitter_resp = 0x80000002,
    query_sm_resp = 0x80000003,
    submit_sm_resp = 0x80000004,
    deliver_sm_resp = 0x80000005,
    unbind_resp = 0x80000006,
    replace_sm_resp = 0x80000007,
    cancel_sm_resp = 0x80000008,
    bind_transceiver_resp = 0x80000009,
    enquire_link_resp = 0x80000015,
    submit_multi_resp = 0x80000021,
    data_sm_resp = 0x80000103,
    broadcast_sm_resp = 0x80000111,
    query_broadcast_sm_resp = 0x80000112,
    cancel_broadcast_sm_resp = 0x80000113,
};

constexpr bool is_response(command_id id) {
    return (static_cast<uint32_t>(id) & 0x80000000U) != 0;
}

constexpr command_id response_to(command_id request) {
    return static_cast<command_id>(static_cast<uint32_t>(request) | 0x80000000U);
}

constexpr command_id request_of(command_id response) {
    return static_cast<command_id>(static_cast<uint32_t>(response) & 0x7FFFFFFFU);
}

// The others are answered, at the least by generic_nack.
constexpr bool has_response(command_id request) {
    return request != command_id::alert_notification && request != command_id::outbind;
}

// "submit_sm"; empty for an id outside the table.
std::string_view command_name(command_id id);
std::optional<command_id> parse_command_name(std::string_view name);

// The kind of session; the value is the bind request's command_id.
enum class bind_type : uint8_t { receiver = 1, transmitter = 2, transceiver = 9 };

constexpr command_id request_id(bind_type type) {
    return static_cast<command_id>(static_cast<uint8_t>(type));
}

// Of a bind request or response.
constexpr bind_type bind_type_of(command_id id) {
    return static_cast<bind_type>(static_cast<uint8_t>(id));
}

}  // namespace kaskad::smpp
