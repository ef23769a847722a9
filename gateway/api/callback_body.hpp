#pragma once

#include "engine/facts/message.hpp"

#include <string>

// What a client's endpoint is told of an event: a Standard Webhooks payload, from the event's own fact alone, so that
// every repeat has the same octets and the same id. In it is what a client may see, nothing else. Pure.

namespace kaskad::gateway::api {

// {"type", "timestamp", "data": {...}}
std::string render_callback_body(const facts::event& event);

// "msg_<endpoint>_<sequence>"
std::string callback_id(const facts::event& event);

}  // namespace kaskad::gateway::api
