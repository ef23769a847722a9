#pragma once

#include "engine/facts/fact.hpp"
#include "tests/invariants/complaints.hpp"

#include <map>
#include <unordered_map>
#include <utility>

// Invariant 7 as operators see it: a part is carried twice at most as often as it was in doubt, or its message begun
// anew over another link; and whatever was carried twice says `possible_duplicate`.

namespace kaskad::invariants {

class copies {
  public:
    // A durable fact, in order.
    void take(const facts::fact& fact);

    // An operator took this part of this message, not knowing whether for the first time.
    void carry(core::message_id message, uint8_t part, complaints& broken);

    // A message as it is recorded when nothing is on its way any more.
    void end(const facts::message& recorded, complaints& broken) const;

    bool was_carried(core::message_id message) const { return carried_.contains(message); }

  private:
    struct reasons {
        size_t doubts = 0;
        size_t attempts = 0;
    };

    std::unordered_map<core::message_id, reasons> reasons_;
    std::unordered_map<core::message_id, std::map<uint8_t, size_t>> carried_;
};

}  // namespace kaskad::invariants
