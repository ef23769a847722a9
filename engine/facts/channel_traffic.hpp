#pragma once

#include "core/id.hpp"
#include "engine/facts/channel.hpp"
#include "engine/facts/message.hpp"
#include "engine/facts/place.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>

// What goes between the engine and the shells of channel accounts. That an account can be used is told by link_bound,
// how much of it by grant_credits, that nobody knows what became of a call by submit_unanswered, and that a call never
// left by submit_not_sent, as of links.

namespace kaskad::facts {

// --- effects -----------------------------------------------------------------------------------------------------

// Spends one credit. When the epoch is dead the shell answers submit_not_sent.
struct send_over_channel {
    bind_ref bind;
    part_ref part;          // what the provider is given to echo, where it does: to_string() of it
    std::string recipient;  // E.164 digits
    std::string address;    // on this channel, where it is not the number
    std::string sender;     // of the step; empty = the account's own
    core::message_class klass = core::message_class::transactional;
    channel_content content;
    uint32_t ttl_s = 0;  // the provider may try for so long; 0 = as it does by itself
    uint8_t tries = 0;   // before this one
};

// At most one an attempt, and not in the way of what is sent.
struct revoke_over_channel {
    core::link_id account;
    part_ref part;
    std::string provider_id;
    std::string recipient;
    std::string address;
};

// --- commands ----------------------------------------------------------------------------------------------------

// The provider's answer to send_over_channel.
struct channel_answered {
    bind_ref bind;
    part_ref part;
    channel_outcome outcome = channel_outcome::accepted;
    std::string provider_id;  // under which its reports come; may be empty
    core::reason reason = core::reason::none;
    std::string code;            // the provider's own
    std::string text;            // its own words, for people
    int64_t retry_after_ms = 0;  // as the provider asks; 0 = it did not
    bool is_sent = false;        // it says that the message is on its way to the person already
    std::string evidence;        // the answer, as far as it is kept
};

// A report of a provider on a message, one of those that a callback may carry. Its request is answered when what became
// of it is durable (done, under reply_to).
struct channel_reported {
    token reply_to = 0;
    core::link_id account;
    std::string provider_id;
    part_ref part;                              // as the provider echoed it; message 0 = it did not
    attempt_state state = attempt_state::sent;  // sent, delivered, read, undelivered, expired, cancelled
    core::reason reason = core::reason::none;
    std::string code;
    std::string text;
    int64_t done_utc = 0;   // by the provider's word; 0 = not said
    std::string recipient;  // digits; empty = not said
    bool is_refunded = false;
    std::string evidence;
};

// A person wants no more messages over a channel, or wants them again: what a provider or a word of the person said.
// A person's answer stops cascades that wait for one.
struct channel_heard {
    token reply_to = 0;
    core::link_id account;
    std::string recipient;  // digits, where they are known,
    std::string address;    // or the person's address on the channel
    enum class word : uint8_t { text = 0, opted_out = 1, opted_in = 2 } said = word::text;
    std::string text;           // of the person
    std::string source{};       // "STOP", "viber unsubscribe"
    std::string provider_id{};  // by which a repeat is known
};

// Of other channels than SMS the part is the first; of SMS each is answered for itself.
struct revoke_answered {
    core::link_id account;
    part_ref part;
    revocation result = revocation::failed;
    bool is_refunded = false;
};

}  // namespace kaskad::facts
