#pragma once

#include "routing/ported_numbers.hpp"

#include <cstdint>
#include <optional>

// Yesterday's ported numbers and a difference become today's, number by number and in order: both sides are only passed
// by, so memory does not grow with them.

namespace kaskad::routing {

// gone_unknown: said to be ported no more, but were not there. same: said anew as they were.
struct ported_change {
    uint64_t added = 0;
    uint64_t changed = 0;
    uint64_t same = 0;
    uint64_t gone = 0;
    uint64_t gone_unknown = 0;

    friend bool operator==(const ported_change&, const ported_change&) = default;
};

// next_difference() -> std::optional<ported_entry>: in order, each number once, PORTED_GONE = ported no more. Networks
// count on from those of `before`. emit(ported_entry) gets the result in order.
template <typename NextDifference, typename Emit>
ported_change merge_ported(const ported_numbers& before, NextDifference next_difference, Emit emit) {
    ported_change counts;
    uint64_t place = 0;
    while (const std::optional<ported_entry> said = next_difference()) {
        for (; place < before.size() && before.entry(place).number < said->number; ++place)
            emit(before.entry(place));
        const bool was_there = place < before.size() && before.entry(place).number == said->number;
        const bool is_gone = said->network == PORTED_GONE;
        if (is_gone) {
            ++(was_there ? counts.gone : counts.gone_unknown);
        } else if (!was_there) {
            ++counts.added;
        } else {
            ++(before.entry(place).network == said->network ? counts.same : counts.changed);
        }
        if (was_there) ++place;
        if (!is_gone) emit(*said);
    }
    for (; place < before.size(); ++place)
        emit(before.entry(place));
    return counts;
}

}  // namespace kaskad::routing
