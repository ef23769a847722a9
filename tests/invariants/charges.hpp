#pragma once

#include "billing/posting.hpp"
#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>

// Invariant 3: at most one net charge per level, side, price component and charged unit. For a client the unit is the
// message; for an operator it is each part that may have been carried, each time it was sent, and, where
// it is paid for delivery too, each that was delivered.

namespace kaskad::invariants {

class charges {
  public:
    // One row of the books, in order of its sequence.
    void take(const billing::posting& row, complaints& broken);

    // A message as it is recorded after the rows taken so far: no operator is owed for more than what was sent over it,
    // and each for what it delivered.
    void compare(const facts::message& recorded, complaints& broken) const;

  private:
    struct unit {
        core::message_id message;
        billing::transfer_side side = billing::transfer_side::client;
        uint8_t level = 0;
        uint32_t attempt = 0;

        friend bool operator==(const unit&, const unit&) = default;
        friend size_t hash_value(const unit& value) {
            size_t seed = value.message.value;
            boost::hash_combine(seed,
                                uint64_t{value.attempt} << 16 | static_cast<uint64_t>(value.side) << 8 | value.level);
            return seed;
        }
    };

    boost::unordered_flat_map<unit, int> counts_;
};

}  // namespace kaskad::invariants
