#pragma once

#include "engine/facts/command.hpp"
#include "smpp/session_event.hpp"

#include <optional>

// An operator's deliver_sm or data_sm that is no receipt, as the engine's command: what it says and where it stands
// among the parts of a text. Pure.

namespace kaskad::gateway::links {

// Without its bind_ref. Empty: another request.
std::optional<facts::inbound_received> read_inbound(smpp::event::request_received& request);

}  // namespace kaskad::gateway::links
