#pragma once

#include "engine/facts/fact.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <functional>

// Invariant 7 as operators see it: a part is carried twice at most as often as it was in doubt, or its message begun
// anew over another link; and whatever was carried twice says `possible_duplicate`, unless a receipt said before that
// it had failed.

namespace kaskad::invariants {

class copies {
  public:
    // A durable fact, in order.
    void take(const facts::fact& fact);

    // An operator took this part of this message, not knowing whether for the first time.
    void carry(core::message_id message, uint8_t part, complaints& broken);

    // A message as it is recorded when nothing is on its way any more.
    void end(const facts::message& recorded, complaints& broken) const;

  private:
    struct carriage {
        size_t doubts = 0;
        size_t attempts = 0;
        boost::container::small_flat_map<uint8_t, size_t, 1> carried;  // times, by part
    };

    boost::unordered_flat_map<core::message_id, carriage, std::hash<core::message_id>> messages_;
};

}  // namespace kaskad::invariants
