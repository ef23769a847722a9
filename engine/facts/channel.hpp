#pragma once

#include "core/channel.hpp"
#include "core/message_class.hpp"
#include "core/reason.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Messengers, push, voice and e-mail: what a channel account needs to know, what it can prove, and what goes over it.
// An account is a link (declaration.hpp) of another channel than sms, with one bind; an attempt over it has one part,
// whose operator_id is the provider's id. These records are stored: their members are appended and never moved.

namespace kaskad::facts {

// What an adapter needs to know of an account, by the provider's own words. A secret is sealed and has no value; its
// digest tells whether it is another than before.
struct channel_setting {
    std::string name;
    std::string value;
    std::string sealed;
    std::string digest;

    friend bool operator==(const channel_setting&, const channel_setting&) = default;
};

// By what a person is found on a channel.
enum class address_kind : uint8_t { number = 0, user_id = 1, token = 2, mail = 3 };

// What an adapter can do (channels.md 3.11): cascades are judged by it when they are saved.
struct channel_capability {
    bool proves_sent = false;
    bool proves_delivered = false;
    bool proves_read = false;
    bool refuses_at_once = false;  // says in its answer that a person is not to be reached
    bool revokes = false;
    bool is_idempotent = false;  // the same attempt sent twice arrives once: after a doubt it may go again
    bool takes_text = false;
    bool takes_template = false;
    bool needs_code = false;  // carries a code of digits and nothing else
    address_kind addressed_by = address_kind::number;
    uint32_t ttl_min_s = 0;  // of what the provider may be told; both 0 = it cannot be told
    uint32_t ttl_max_s = 0;
    uint32_t provider_ttl_s = 0;  // goes on trying for so long, whatever it is told; 0 = not said
    uint32_t text_max = 0;        // characters; 0 = no limit of its own

    friend bool operator==(const channel_capability&, const channel_capability&) = default;
};

// A value of a template; its name is empty where the provider counts them.
struct channel_parameter {
    std::string name;
    std::string value;

    friend bool operator==(const channel_parameter&, const channel_parameter&) = default;
};

// What goes over one channel: a text, a template and its values, or a code. Valid UTF-8.
struct channel_content {
    core::channel channel = core::channel::sms;
    std::string text;
    std::string template_name;
    std::string language;  // of the template, as the provider writes it
    std::vector<channel_parameter> parameters;
    std::string title;      // of push and e-mail
    std::string code;       // of what carries codes only
    std::string link_url;   // a button, where the channel has one
    std::string link_text;  // and what stands on it

    friend bool operator==(const channel_content&, const channel_content&) = default;
};

// Where a person is found on a channel that does not go by the number.
struct channel_address {
    core::channel channel = core::channel::sms;
    std::string address;

    friend bool operator==(const channel_address&, const channel_address&) = default;
};

// What a provider's answer means for what was sent (channels.md 3).
enum class channel_outcome : uint8_t {
    accepted = 0,
    next = 1,      // this person is not reached over this channel
    retry = 2,     // the same once more, later
    throttle = 3,  // the same, and the account slower
    account = 4,   // the account is of no use at present
    config = 5,    // a template or parameter is wrong: a person must look
};

// What became of the wish to take an attempt back.
enum class revocation : uint8_t { none = 0, asked = 1, revoked = 2, too_late = 3, failed = 4 };

}  // namespace kaskad::facts
