#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/turn.hpp"

#include <cstdint>
#include <string>

// What goes over a channel at a step, and where to: taken from what came with the message and what is known of the
// person.

namespace kaskad::engine {

// Something for its channel: the channel's own content, or the message's text where the channel takes one.
bool has_content(const facts::cascade_step& step, const facts::message_text& texts);
facts::channel_content content_for(core::channel channel, const facts::message_text& texts);

// The person is found there by the number, or it is known by what. Of the step at which the draft is.
bool has_address(const turn& turn, const facts::message& draft, const facts::message_text& texts);
// Empty: by the number.
std::string address_for(const turn& turn, const facts::message& draft, const facts::message_text& texts);

// How long the provider may try: as the step says, or as long as it lasts, less a grace; within what can be told to the
// account's provider. 0: it cannot be told.
uint32_t ttl_for(const turn& turn, const facts::message& draft, const facts::link& account);

}  // namespace kaskad::engine
