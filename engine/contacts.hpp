#pragma once

#include "engine/turn.hpp"

#include <expected>

// People on channels: where they are found, what was in vain lately, and what they do not want. Asked before every
// message and every step; taught by clients, by providers and by the people themselves.

namespace kaskad::engine {

// The person wants no such message over that channel.
bool is_unwanted(const turn& turn, const facts::message& draft, core::channel channel);
bool is_lately_unreachable(const turn& turn, const std::string& recipient, core::channel channel);

// A provider said that the person is not to be reached over its channel; or the attempt arrived.
void note_unreachable(turn& turn, const facts::message& value, const facts::attempt& attempt, core::reason reason);
void note_reached(turn& turn, const facts::message& value, const facts::attempt& attempt);
// A provider, or the person, said where the person is found there: kept where nothing was known.
void note_address(turn& turn, core::client_id client, const std::string& recipient, core::channel channel,
                  const std::string& address);
// The person wants nothing over that channel, or nothing of that class (0 = any, else 1 + message_class).
void note_opt_out(turn& turn, core::client_id client, const std::string& recipient, core::channel channel,
                  facts::opt_out value);

// A provider says, or the person does, that messages are wanted again.
void note_opt_in(turn& turn, core::client_id client, const std::string& recipient, core::channel channel);

// Refused: store_full.
void handle(turn& turn, const facts::put_contact& command);
void handle(turn& turn, const facts::put_opt_out& command);
void handle(turn& turn, const facts::query_contact& command);

}  // namespace kaskad::engine
