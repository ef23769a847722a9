#pragma once

#include "engine/facts/message.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>
#include <string>

// How a client is told over SMPP: the ids it knows its messages by, and the receipt of an event. Pure.

namespace kaskad::gateway::clients {

// In a submit_sm_resp and in the receipt: decimal, or eight hexadecimal digits where an alias was given.
std::string message_id_text(core::message_id id, uint32_t alias);

// The event is of a message that came over SMPP. Dates are UTC.
smpp::deliver_sm make_receipt(const facts::event& event, uint8_t interface_version);

}  // namespace kaskad::gateway::clients
