#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// What the API shows to operators but may not compute itself: the router's words, and the octets of each part.

namespace kaskad::gateway {

std::string explain_decision(const routing::decision& decision,
                             const std::function<std::string(core::link_id)>& name_of);

// What every part of the attempt carries: short_message or message_payload, UDH included.
std::vector<std::string> part_octets(const facts::attempt& attempt, std::string_view text);

}  // namespace kaskad::gateway
