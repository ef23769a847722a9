#pragma once

#include "engine/facts/message.hpp"
#include "tests/invariants/complaints.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

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
    std::map<std::pair<core::endpoint_id, uint64_t>, std::string> bodies_;
    std::unordered_map<core::message_id, facts::message_state> heard_;  // the last one that was accepted
    std::unordered_map<core::message_id, uint64_t> heard_sequence_;
};

}  // namespace kaskad::invariants
