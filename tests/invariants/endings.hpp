#pragma once

#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <functional>
#include <string>

// Invariant 10: every accepted message ends, and the client hears of it: of its last state, with the same body on every
// repeat of one event.

namespace kaskad::invariants {

class endings {
  public:
    // The client's endpoint was called with it; `accepted`: and said yes. `body`: what it was told, as octets.
    void call(const facts::event& event, const std::string& body, bool accepted, complaints& broken);

    // A message as it is recorded when nothing is on its way any more. `is_told`: its endpoint wants its end.
    void end(const facts::message& recorded, bool is_told, complaints& broken) const;

  private:
    struct place {
        core::endpoint_id endpoint;
        uint64_t sequence = 0;

        friend bool operator==(const place&, const place&) = default;
        friend size_t hash_value(const place& value) {
            size_t seed = value.sequence;
            boost::hash_combine(seed, value.endpoint.value);
            return seed;
        }
    };
    // The last one that was accepted.
    struct heard {
        uint64_t sequence = 0;
        facts::message_state state = facts::message_state::accepted;
    };

    boost::unordered_flat_map<place, std::string> bodies_;
    boost::unordered_flat_map<core::message_id, heard, std::hash<core::message_id>> heard_;
};

}  // namespace kaskad::invariants
