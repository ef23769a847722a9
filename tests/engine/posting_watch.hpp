#pragma once

#include "tests/engine/rig.hpp"
#include "tests/invariants/reservations.hpp"

// What the invariant of reservations, which the simulation asks too, says of every posting of a world since its first.

namespace kaskad::engine::test {

inline invariants::complaints complaints_of(const rig& world) {
    invariants::complaints broken;
    invariants::reservations watch;
    for (const auto& group : world.groups) {
        for (const auto& fact : group.facts) {
            for (const auto& change : fact.changes) {
                if (const auto* row = std::get_if<billing::posting>(&change.after)) watch.take(*row, broken);
            }
        }
    }
    return broken;
}

}  // namespace kaskad::engine::test
