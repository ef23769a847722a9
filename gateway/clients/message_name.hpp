#pragma once

#include "engine/facts/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The ids that clients know their messages by: written in every answer and receipt, read from what they ask. The forms
// differ in length, so that one that was told before an account's form changed is still read. Pure.

namespace kaskad::gateway::clients {

// Decimal, sixteen hexadecimal digits, or the alias: ten decimal digits, for SMPP 3.3 eight hexadecimal ones.
std::string message_id_text(core::message_id id, uint32_t alias,
                            facts::message_id_form form = facts::message_id_form::plain);

struct message_name {
    core::message_id id;  // 0: the alias names it
    uint32_t alias = 0;

    friend bool operator==(const message_name&, const message_name&) = default;
};

// Spaces around it, the case of its letters and lost leading zeros of an alias do not count. Nothing: it is no id of
// ours. `form`: the account's, plain for a session of 3.3.
std::optional<message_name> read_message_id(std::string_view text, facts::message_id_form form);

}  // namespace kaskad::gateway::clients
