#pragma once

#include "core/channel.hpp"
#include "core/id.hpp"
#include "core/money.hpp"
#include "core/reason.hpp"
#include "engine/facts/channel.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// A cascade: over which channels a message goes, one after the other, until one of them does what was wanted of it
// (channels.md 4.2). Steps are data. A saved cascade has a name and versions; one that came with a message has none,
// and is the same record for all messages that bring the same steps.

namespace kaskad::facts {

inline constexpr size_t CASCADE_STEPS_MAX = 8;
inline constexpr size_t CASCADE_NAME_MAX = 64;

// What a step must reach to end the cascade.
enum class step_goal : uint8_t { accepted = 0, sent = 1, delivered = 2, read = 3 };

// What becomes of a step outside its hours. hold: it waits for them, and its time begins then.
enum class hours_rule : uint8_t { skip = 0, hold = 1 };

// Why a step may be followed by the next. A step whose time is over is always followed by it.
enum class advance_cause : uint8_t {
    refused = 0,      // the provider or operator: this person, or at all
    account = 1,      // no account of the channel can be used
    config = 2,       // template or parameter
    undelivered = 3,  // a report says so
    expired = 4,      // a report says so
    partial = 5,      // some parts of a long SMS arrived, others failed
};

struct cascade_step {
    core::channel channel = core::channel::sms;
    std::string account;  // by name; empty = whichever of the channel is best (sms: by routing)
    std::string sender;   // empty = the message's
    step_goal success_on = step_goal::delivered;
    uint32_t timeout_ms = 0;   // from its start until the next step; 0 = as long as the message is valid
    uint32_t ttl_s = 0;        // the provider may try for so long; 0 = the timeout less ten seconds, within its bounds
    uint8_t retries = 0;       // of what may be sent once more
    uint32_t retry_ms = 0;     // before the first of them; doubles
    bool revokes = false;      // when the next step begins, this one is taken back if the provider can
    core::amount price_max;    // what it costs the client at most; 0 = whatever it costs
    uint16_t from_minute = 0;  // of the day where the recipient is; equal = at any hour
    uint16_t to_minute = 0;
    hours_rule hours = hours_rule::skip;
    std::string zone;                    // of the hours, an IANA name; empty = where the client is billed
    std::vector<uint8_t> classes;        // only for messages of these; empty = all
    std::vector<std::string> countries;  // only for recipients of these; empty = all
    std::vector<uint8_t> advance_on;     // of advance_cause; empty = all

    friend bool operator==(const cascade_step&, const cascade_step&) = default;
};

// avoid: before the next step begins, the one before is taken back, and the next waits for the answer a while.
enum class duplicate_rule : uint8_t { allow = 0, avoid = 1 };

// In which order its steps go. expected_cost: each message by the order that reaches its recipient within the deadline
// at the least cost, as far as is believed when it is taken.
enum class step_order : uint8_t { as_written = 0, expected_cost = 1 };

struct cascade {
    uint64_t id = 0;
    core::client_id client;
    std::string name;      // empty = it came with a message
    uint32_t version = 0;  // of that name, from 1
    std::vector<cascade_step> steps;
    uint32_t deadline_ms = 0;  // no step begins later than so long after admission; 0 = as the message's class
    duplicate_rule duplicates = duplicate_rule::allow;
    bool stops_on_reply = true;  // an answer of the person ends it
    int64_t made_utc = 0;
    bool is_removed = false;  // messages under way go on by it
    step_order order = step_order::as_written;
    uint64_t ordered_from = 0;  // it is that one with its steps in another order; 0 = as somebody wrote it

    friend bool operator==(const cascade&, const cascade&) = default;
};

// What a message costs on one level if it goes by that step, as agreed when it was taken.
struct step_price {
    uint8_t step = 0;   // from 1
    uint8_t level = 0;  // 0 = the client
    core::price price;
    uint32_t price_version = 0;
    uint32_t units = 0;

    friend bool operator==(const step_price&, const step_price&) = default;
};

// What was believed of a step when the order of steps was chosen.
struct step_estimate {
    uint8_t step = 0;          // from 1, of the cascade as written
    uint32_t reaches_ppm = 0;  // how likely it does what is wanted of it, in millionths
    int64_t delay_ms = 0;      // until half of those that do have done it
    core::amount cost;         // what it is expected to cost

    friend bool operator==(const step_estimate&, const step_estimate&) = default;
};

// One message, one charge: the price of the step that delivered. Or every attempt that falls due.
enum class cascade_charge : uint8_t { message = 0, attempt = 1 };

// What is held when a message is taken: its dearest step, or the one it is at.
enum class cascade_reserve : uint8_t { dearest = 0, step = 1 };

// --- commands and answers ----------------------------------------------------------------------------------------

// Makes it, or a new version of it; nothing new where its steps are the same.
struct put_cascade {
    token reply_to = 0;
    core::client_id client;
    cascade value;
    bool is_dry_run = false;
};

struct remove_cascade {
    token reply_to = 0;
    core::client_id client;
    std::string name;
};

struct query_cascades {
    token reply_to = 0;
    core::client_id client;
    std::string name;  // all versions of it; empty = the newest of each
};

// A cascade with an error is not saved; one with warnings is.
struct cascade_remark {
    bool is_error = false;
    uint8_t step = 0;  // from 1; 0 = the whole
    std::string code;  // stable
    std::string text;
};

struct cascade_checked {
    cascade value;
    std::vector<cascade_remark> remarks;
    bool is_saved = false;
    bool is_unchanged = false;
};

struct cascades {
    std::vector<cascade> rows;  // by name, newest version first
};

// What a step of a cascade would do for one recipient now.
struct step_preview {
    uint8_t step = 0;
    core::channel channel = core::channel::sms;
    std::string account;  // for operators
    core::reason skipped = core::reason::none;
    int64_t until_ms = 0;  // it ends so long after the message is taken, at the latest; 0 = with the message
    uint16_t parts = 0;
    core::amount price;
};

}  // namespace kaskad::facts
