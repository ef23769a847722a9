#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/clients/password_queue.hpp"
#include "smpp/status.hpp"

#include <string_view>

// The one table of what a refusal of ours is called in SMPP (5.0 §4.7.6). A code of 5.0 reaches an older client as the
// nearest of its own (smpp/version.hpp).

namespace kaskad::gateway::clients {

smpp::command_status status_of(facts::refusal_code code);
// Of a submit. names_cascade: a TLV of it said by which it goes; else the account's default is at fault.
smpp::command_status submit_status_of(facts::refusal_code code, bool names_cascade);

// The reason of a refused bind, for metrics: "busy", "locked", "password".
std::string_view to_string(password_verdict verdict);

// Of a bind; `right` is none. `names_credentials`: says that system_id or password is wrong, which SMPP 5.0 would
// rather not have told.
smpp::command_status status_of(password_verdict verdict, bool names_credentials);

}  // namespace kaskad::gateway::clients
