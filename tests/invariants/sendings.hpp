#pragma once

#include "engine/facts/history.hpp"
#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Invariant 7, from a message's own history: a part goes out again only when it was refused, never left, or was in
// doubt; never after it was taken or its receipt came; and what went out again in doubt says `possible_duplicate`.

namespace kaskad::invariants {

struct sending_counts {
    // A submit whose fate nobody knew, and that did not turn out never to have left: by the group that says so.
    std::vector<uint64_t> doubts;
    size_t repeats = 0;  // parts sent again because of that, those of another attempt included
};

// `history` is all of the message's, oldest first.
sending_counts check_sendings(const facts::message& recorded, std::span<const facts::history_entry> history,
                              complaints& broken);

}  // namespace kaskad::invariants
