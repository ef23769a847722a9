#pragma once

#include "engine/facts/command.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/clients/account.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>
#include <expected>

// What a client asks of a message that it submitted before (SMPP 3.4 §4.8 to §4.10), as the engine's commands, and the
// answers to it. Pure.

namespace kaskad::gateway::clients {

// Who asks, and when.
struct inquirer {
    const account& from;
    uint8_t interface_version = 0;
    int64_t now_utc_ms = 0;
};

// query_sm, cancel_sm or replace_sm, of any other ESME_RINVCMDID. An id that is none of ours is ESME_RINVMSGID, as one
// of a stranger's message is.
std::expected<facts::command, smpp::command_status> make_inquiry(const smpp::pdu_body& request, const inquirer& who);

smpp::query_sm_resp make_query_response(const smpp::query_sm& asked, const facts::message_status& status);

// Of one that was not refused. A cascade that was to be cancelled goes no further; what of it is on its way is waited
// for, and so it is not cancelled.
smpp::command_status status_of(const facts::message_status& told, smpp::command_id request);

// What `code` is called in the answer to that request.
smpp::command_status status_of(facts::refusal_code code, smpp::command_id request);

}  // namespace kaskad::gateway::clients
