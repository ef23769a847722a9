#pragma once

#include "core/message_class.hpp"
#include "engine/facts/declaration.hpp"
#include "smpp/pdu.hpp"

#include <string_view>

// Which class an account's message is of: that of the first of its rules that fits, else the account's own. Pure.

namespace kaskad::gateway::clients {

struct chosen_class {
    core::message_class klass;
    core::class_source source;
};

// `sender`: as the account's senders are written. No class goes before the account's class_max.
chosen_class choose_class(const facts::smpp_account& terms, const smpp::submit_sm& request, std::string_view sender);

}  // namespace kaskad::gateway::clients
