#pragma once

#include "engine/facts/command.hpp"
#include "gateway/clients/account.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>
#include <expected>
#include <string>

// A client's submit_sm as the engine's command: the same one that the HTTP API sends. What can only be judged here -
// times, codings, what no link could carry out - is refused here, with the status of the field; the rest is the
// engine's to refuse. Pure.

namespace kaskad::gateway::clients {

// As the API would be told them.
std::string recipient_of(const smpp::address& destination);
std::string sender_of(const smpp::address& source);

// Of the end, or of what happens on the way.
bool asks_for_receipts(uint8_t registered_delivery);

// The session has found no fault in the request (smpp/request_check.hpp).
std::expected<facts::submit_message, smpp::command_status> make_command(const smpp::submit_sm& request,
                                                                        const account& from, int64_t now_utc_ms);

}  // namespace kaskad::gateway::clients
