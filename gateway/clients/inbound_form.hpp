#pragma once

#include "engine/facts/message.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>

// The deliver_sm that brings a client a text from a handset, or a part of one. Pure.

namespace kaskad::gateway::clients {

// Of operators' own tags (SMPP 3.4 §5.3.1): how many parts came, and of how many, an octet each. Only with a text that
// lacks some.
inline constexpr uint16_t PARTS_RECEIVED_TAG = 0x1490;

// Whether a session of this version can take its piece as it is: SMPP 3.3 has no message_payload.
bool fits(const facts::event& event, uint8_t interface_version);

// The event is of a text from a handset; it has one piece, which fits.
smpp::deliver_sm make_inbound(const facts::event& event, uint8_t interface_version);

}  // namespace kaskad::gateway::clients
