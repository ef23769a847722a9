#pragma once

#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

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
    using key = std::pair<core::link_id, std::string>;

    std::set<key> sent_positive_;
    std::set<key> taken_positive_;
    std::set<key> taken_negative_;
    // Given to a part in doubt by its address. It may have been another's, whose response had not come yet: what is
    // known by its address alone is a guess (decision 0006), and the other one's receipt is gone then; or, where the
    // guess took a first word ("ENROUTE") and the response comes before the last one, that one goes to the owner.
    std::set<key> guessed_;
    std::set<key> answered_;  // given by a response
    std::unordered_map<core::message_id, facts::message_state> states_;
    std::set<std::pair<core::message_id, int>> delivered_;  // parts, by attempt and number
};

}  // namespace kaskad::invariants
