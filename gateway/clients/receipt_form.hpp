#pragma once

#include "engine/facts/message.hpp"
#include "gateway/clients/account.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>
#include <string>

// How a client is told over SMPP: the ids it knows its messages by, and the receipt of an event. Pure.

namespace kaskad::gateway::clients {

// The event is of a message that came over SMPP; in the account's dialect. To a session of 3.3 without TLVs.
smpp::deliver_sm make_receipt(const facts::event& event, const account& to, uint8_t interface_version);

}  // namespace kaskad::gateway::clients
