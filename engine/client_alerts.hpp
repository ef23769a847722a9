#pragma once

#include "engine/turn.hpp"

#include <string>

// What a client is told of its account: that its balance is low, or good again, and that a quota is nearly used up.

namespace kaskad::engine {

// Low: under the client's balance_low. Good again: a tenth above it, so that a balance about the mark is told of once.
// One that is not told of costs nothing.
void watch_balance(turn& turn, core::client_id id);

struct alert {
    facts::event_kind kind = facts::event_kind::balance_low;
    std::string subject;
    std::string amount;
    std::string limit;
};

// To all of its HTTP endpoints that want such events.
void tell_client(turn& turn, const facts::client& client, const alert& what);

}  // namespace kaskad::engine
