#pragma once

#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <functional>
#include <string>

// Invariant 9: a receipt before its response, twice, late, contradicted or over another bind leads to the same end. A
// state never falls back, a positive receipt that was taken decides, and nothing is delivered that no receipt said.

namespace kaskad::invariants {

class receipts {
  public:
    // The operator sent this receipt.
    void send(core::link_id link, const std::string& id, facts::part_state state);
    // The gateway answered it: it will not come again.
    void acknowledge(core::link_id link, const std::string& id, facts::part_state state);

    // A message as it is recorded now.
    void take(const facts::message& recorded, complaints& broken);
    // The same when nothing is on its way any more.
    void end(const facts::message& recorded, complaints& broken) const;

  private:
    struct key {
        core::link_id link;
        std::string id;

        friend bool operator==(const key&, const key&) = default;
        friend size_t hash_value(const key& value) {
            size_t seed = std::hash<std::string>{}(value.id);
            boost::hash_combine(seed, value.link.value);
            return seed;
        }
    };
    // What is known of one id of an operator.
    struct known {
        bool sent_positive = false;
        bool taken_positive = false;
        bool taken_negative = false;
        // Given to a part in doubt by its address. It may have been another's, whose response had not come yet: what is
        // known by its address alone is a guess (decision 0006), and the other one's receipt is gone then; or, where
        // the guess took a first word ("ENROUTE") and the response comes before the last one, that one goes to the
        // owner.
        bool guessed = false;
        bool answered = false;  // given by a response
    };
    struct place {
        core::message_id message;
        int part = 0;  // attempt and number

        friend bool operator==(const place&, const place&) = default;
        friend size_t hash_value(const place& value) {
            size_t seed = value.message.value;
            boost::hash_combine(seed, value.part);
            return seed;
        }
    };

    void take(const facts::message& recorded, const facts::attempt& attempt, const facts::part& part,
              complaints& broken);

    boost::unordered_flat_map<key, known> ids_;
    boost::unordered_flat_map<core::message_id, facts::message_state, std::hash<core::message_id>> states_;
    boost::unordered_flat_set<place> delivered_;
};

}  // namespace kaskad::invariants
