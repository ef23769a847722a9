#pragma once

#include "billing/posting.hpp"
#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>

// Invariant 4: every reservation ends in exactly one of post, void, expire. Also: what a message says of its charge is
// what the books say.

namespace kaskad::invariants {

class reservations {
  public:
    // One row of the books, in order of its sequence.
    void take(const billing::posting& row, complaints& broken);

    // A message as it is recorded after the rows taken so far.
    void compare(const facts::message& recorded, complaints& broken) const;

    // Reserved and not ended yet.
    size_t open_count() const { return open_count_; }

  private:
    struct key {
        core::message_id message;
        uint8_t level = 0;

        friend bool operator==(const key&, const key&) = default;
        friend size_t hash_value(const key& value) {
            size_t seed = value.message.value;
            boost::hash_combine(seed, value.level);
            return seed;
        }
    };
    struct reservation {
        int64_t reserved = 0;
        int64_t charged = 0;
        billing::reservation_state state = billing::reservation_state::none;
    };

    void compare(core::message_id message, size_t level, const billing::reservation& charge, complaints& broken) const;
    void open(const billing::transfer& line, complaints& broken);
    void resize(const billing::transfer& line, complaints& broken);
    void end(const billing::transfer& line, complaints& broken);
    void charge_late(const billing::transfer& line, complaints& broken);

    boost::unordered_flat_map<key, reservation> reservations_;
    size_t open_count_ = 0;
};

}  // namespace kaskad::invariants
