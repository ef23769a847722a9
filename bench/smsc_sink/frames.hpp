#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The PDUs that a message centre needs to play its part, read and written with no more than that in mind. Written
// apart from the product's codec on purpose: it would not notice the product's own mistakes.

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
    deliver_sm_resp = 0x80000005,
};

inline constexpr uint32_t ESME_ROK = 0;
inline constexpr uint32_t ESME_RINVCMDID = 3;
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

struct submission {
    std::string_view source;
    std::string_view destination;
    uint8_t registered_delivery = 0;
    std::string_view text;
};

std::optional<submission> read_submit(std::string_view body);

// A response with the request's sequence number: `text` is its one C-octet string, absent where it has no body.
void write_response(std::string& out, const frame& request, uint32_t status, std::optional<std::string_view> text);
void write_nack(std::string& out, const frame& request);

}  // namespace kaskad::bench
