#pragma once

#include "billing/reservation.hpp"
#include "core/id.hpp"
#include "core/money.hpp"
#include "engine/facts/token.hpp"
#include "routing/decision.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Which network a number is in today, as somebody said who knows: a supplier in a receipt, or a provider of look-ups
// (HLR, MNP) that was asked, for a message or for a client who pays for the answer.

namespace kaskad::facts {

// The newest word on a number that another network than the plan's. `other`: the last word before it that named yet
// another network; empty = nobody contradicted.
struct learnt_number {
    std::string number;  // E.164 digits
    std::string mccmnc;
    routing::network_rule rule = routing::network_rule::learnt;  // learnt | lookup
    core::link_id link;                                          // whose receipt said so
    int64_t learnt_utc = 0;
    std::string other_mccmnc;
    routing::network_rule other_rule = routing::network_rule::learnt;
    core::link_id other_link;
    int64_t other_utc = 0;
};

// failed: the provider had no answer, or none in time.
enum class lookup_state : uint8_t { asked = 0, answered = 1, failed = 2 };

// What a provider says of the phone.
enum class lookup_reach : uint8_t { unknown = 0, reachable = 1, absent = 2, no_such_number = 3 };

struct lookup {
    core::message_id id;       // from the same row as messages'
    core::client_id client;    // who asked, or whose message it is for
    core::message_id message;  // 0 = the client wants to know
    std::string number;
    lookup_state state = lookup_state::asked;
    int64_t asked_utc = 0;
    int64_t answered_utc = 0;
    int64_t deadline_steady = 0;
    std::string mccmnc;    // where it is today
    std::string original;  // where it was given out
    bool is_ported = false;
    lookup_reach reach = lookup_reach::unknown;
    core::price price;  // what the client pays for it
    core::currency currency;
    billing::reservation charge;
    core::price buy_price;  // what the provider is owed
    core::currency buy_currency;
    std::string error;
};

// One number of a client's list: an item a number.
struct look_up_number {
    token reply_to = 0;
    core::client_id client;
    std::string number;  // as the client wrote it
    uint32_t item = 0;
};

// What the provider said, or that it said nothing.
struct lookup_answered {
    core::message_id id;
    bool has_answer = false;
    std::string mccmnc;
    std::string original;
    bool is_ported = false;
    lookup_reach reach = lookup_reach::unknown;
    std::string error;
};

// Numbers of which two sources said two things, newest first.
struct query_contradictions {
    token reply_to = 0;
};

// --- effects and answers -----------------------------------------------------------------------------------------

// Answered by lookup_answered, at the latest when the deadline is over.
struct ask_lookup {
    core::message_id id;
    std::string number;
    int64_t deadline_steady = 0;
};

struct looked_up {
    lookup value;
    bool is_cached = false;  // known from before: costs nothing
};

struct contradictions {
    std::vector<learnt_number> rows;
    uint64_t learnt = 0;  // numbers that are known so
    bool is_cut = false;  // there are more
};

}  // namespace kaskad::facts
