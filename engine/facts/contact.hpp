#pragma once

#include "core/channel.hpp"
#include "core/id.hpp"
#include "core/reason.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What is known of a person on one channel, for one client: where the person is found there, whether that was in vain
// lately, and from whom nothing is wanted.

namespace kaskad::facts {

// Nothing of that kind is sent to the person any more.
struct opt_out {
    std::string sender;  // empty = from anybody
    uint8_t klass = 0;   // 0 = of all classes, else 1 + message_class
    std::string source;  // who said so: "STOP", "viber unsubscribe", "api"
    int64_t utc = 0;

    friend bool operator==(const opt_out&, const opt_out&) = default;
};

struct contact {
    core::client_id client;
    std::string recipient;  // E.164 digits
    core::channel channel = core::channel::sms;
    std::string address;  // empty = the number itself, or not known
    int64_t address_utc = 0;
    // Not to be reached there until then: the more often in vain, the longer. 0 = as far as is known, it is.
    int64_t unreachable_until_utc = 0;
    core::reason unreachable = core::reason::none;
    uint8_t in_vain = 0;  // times since it was reached last; stays at 255
    int64_t reached_utc = 0;
    std::vector<opt_out> opt_outs;

    friend bool operator==(const contact&, const contact&) = default;
};

inline constexpr size_t OPT_OUTS_MAX = 16;

// --- commands and answers ----------------------------------------------------------------------------------------

// Sets the address on a channel; empty = forgets it.
struct put_contact {
    token reply_to = 0;
    core::client_id client;
    std::string number;  // as the client wrote it
    core::channel channel = core::channel::sms;
    std::string address;
};

// Says, or takes back, that a person wants nothing. all_channels: over none.
struct put_opt_out {
    token reply_to = 0;
    core::client_id client;
    std::string number;
    bool all_channels = false;
    core::channel channel = core::channel::sms;
    opt_out value;
    bool is_over = false;  // it is wanted again
};

struct query_contact {
    token reply_to = 0;
    core::client_id client;
    std::string number;
};

struct contacts {
    std::vector<contact> rows;  // of one person, by channel
};

}  // namespace kaskad::facts
