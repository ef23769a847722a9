#pragma once

#include "engine/facts/message.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

// The events of SMPP accounts that the engine has let go and no client has answered, in order for each endpoint. There
// are never more than the engine allows to be under way; the rest stands in the database. Pure.

namespace kaskad::gateway::clients {

class receipt_lines {
  public:
    // Waiting or sent.
    size_t size() const { return size_; }
    size_t waiting(core::endpoint_id endpoint) const;
    size_t sent(core::endpoint_id endpoint) const;
    // Null: nothing waits there.
    const facts::event* front(core::endpoint_id endpoint) const;

    void add(facts::event event);
    // The front was sent; until it is answered it is remembered.
    void note_sent(core::endpoint_id endpoint);
    // The front will not be sent.
    facts::event drop_front(core::endpoint_id endpoint);
    // False: it is not known (any more).
    bool take_answered(core::endpoint_id endpoint, uint64_t sequence);
    // Sent over a connection that is gone: they wait again, before all others.
    void put_back(core::endpoint_id endpoint, std::span<const uint64_t> sequences);

  private:
    struct line {
        std::map<uint64_t, facts::event> waiting;  // by sequence
        std::map<uint64_t, facts::event> sent;
    };

    std::map<core::endpoint_id, line> lines_;
    size_t size_ = 0;
};

}  // namespace kaskad::gateway::clients
