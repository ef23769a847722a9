#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The PDUs that a message centre and its clients need to play their parts, read and written with no more than that in
// mind. Written apart from the product's codec on purpose: it would not notice the product's own mistakes.

namespace kaskad::bench {

enum class command : uint32_t {
    generic_nack = 0x80000000,
    bind_receiver = 0x01,
    bind_transmitter = 0x02,
    submit_sm = 0x04,
    deliver_sm = 0x05,
    unbind = 0x06,
    bind_transceiver = 0x09,
    enquire_link = 0x15,
    submit_sm_resp = 0x80000004,
    deliver_sm_resp = 0x80000005,
    bind_transceiver_resp = 0x80000009,
};

inline constexpr uint32_t ESME_ROK = 0;
inline constexpr uint32_t ESME_RINVCMDID = 3;
inline constexpr uint32_t ESME_RMSGQFUL = 0x14;
inline constexpr uint32_t ESME_RTHROTTLED = 0x58;
inline constexpr size_t SEQUENCE_AT = 12;  // in the header
inline constexpr uint32_t FRAME_OCTETS_MAX = 64 * 1024;

struct frame {
    uint32_t length = 0;
    uint32_t id = 0;
    uint32_t status = 0;
    uint32_t sequence = 0;
    std::string_view body;
};

// Nothing: not whole yet. A length of 0 stands for nonsense.
std::optional<frame> read_frame(std::string_view octets);

// What submit_sm and deliver_sm have in common (SMPP 3.4 §4.4.1, §4.6.1).
struct short_message {
    std::string_view source;
    std::string_view destination;
    uint8_t esm_class = 0;
    uint8_t registered_delivery = 0;
    std::string_view text;
};

std::optional<short_message> read_message(std::string_view body);

void put_u32(char* place, uint32_t value);
void write_header(std::string& out, size_t body, command id, uint32_t status, uint32_t sequence);

// A response with the request's sequence number: `text` is its one C-octet string, absent where it has no body.
void write_response(std::string& out, const frame& request, uint32_t status, std::optional<std::string_view> text);
void write_nack(std::string& out, const frame& request);

}  // namespace kaskad::bench
