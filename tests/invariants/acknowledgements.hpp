#pragma once

#include "engine/facts/fact.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <functional>
#include <string>

// Invariant 6: what a client was told is kept. A message is acknowledged only when its acceptance is durable, and one
// key of a client names one message for ever.

namespace kaskad::invariants {

class acknowledgements {
  public:
    // A durable fact, in order.
    void take(const facts::fact& fact) {
        if (fact.kind == facts::fact_kind::message_accepted) durable_.insert(fact.message);
    }

    // A client heard that its request became this message.
    void acknowledge(const std::string& key, core::message_id message, complaints& broken);

    size_t count() const { return by_key_.size(); }
    bool is_durable(core::message_id message) const { return durable_.contains(message); }

  private:
    boost::unordered_flat_set<core::message_id, std::hash<core::message_id>> durable_;
    boost::unordered_flat_map<std::string, core::message_id> by_key_;
};

}  // namespace kaskad::invariants
