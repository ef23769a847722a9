#pragma once

#include "billing/reconciliation/row.hpp"

#include <cstdint>
#include <span>
#include <vector>

// Pairs rows of two sides that may belong together, one to one, those nearest in time first. A row tries the few
// nearest on each side of it; what is left then is paired in order of time, so that a file that says one thing a
// million times costs no more than another.

namespace kaskad::billing::reconciliation {

struct row_pair {
    size_t ours = 0;  // places in what was given
    size_t theirs = 0;
};

// Both rising by time. A time that is not said is near every other. Recipients, senders and parts that both sides say
// must be the same.
std::vector<row_pair> pair_nearest(std::span<const row> ours, std::span<const row> theirs, int64_t nearness_ms);

}  // namespace kaskad::billing::reconciliation
