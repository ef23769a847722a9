#pragma once

#include "engine/turn.hpp"

#include <cstdint>
#include <string>

// What is said of a part of a message, by a receipt, an operator who was asked, or the provider of a channel, whether
// it came just now or was parked: how it changes the part, its attempt and its message. States form a lattice:
// sent < delivered, a positive beats a negative whenever it comes, twice is once. Who is meant, is found elsewhere.

namespace kaskad::engine {

struct report {
    core::link_id link;
    facts::part_state state = facts::part_state::unknown;
    core::reason reason = core::reason::none;
    std::string stat;
    std::string err;
    int64_t submitted_utc = 0;
    int64_t done_utc = 0;
    facts::matched_by matched = facts::matched_by::id;
    std::string key;  // adopted as the operator's id when matched by address
    std::string evidence;
    bool is_read = false;
    bool is_revoked = false;  // it was taken back, as was asked
};

// The message as it is, and the part of it that is meant.
void apply(turn& turn, facts::message draft, const facts::part_ref& ref, const report& said);

}  // namespace kaskad::engine
