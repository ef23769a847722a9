#pragma once

#include "engine/turn.hpp"

// Whom a provider is asked about, and what becomes of the answer: for a message, which waits a moment for it and goes
// by the plan if none comes, and for a client, who pays for the answer once and for none nothing. An answer is kept for
// a while, and a restart ends what is asked: nobody knows whether the provider heard of it.

namespace kaskad::engine {

// Messages that wait for one answer; one more asks for itself.
inline constexpr size_t LOOKUP_MESSAGES_MAX = 32;
// Behind its deadline a look-up that nobody answered is over, whatever becomes of the shell.
inline constexpr int64_t LOOKUP_GRACE_MS = 1'000;

// The message waits for its recipient's network, if its client wants that, nobody knows it yet, and not too many are
// asked. True: it has its lookup and its wake time, and its caller puts it and `node`.
bool begin_lookup(turn& turn, facts::message& draft, facts::node& node);

void handle(turn& turn, const facts::look_up_number& command);
void handle(turn& turn, const facts::lookup_answered& command);

// Ends those that got no answer in time, or were asked before a restart, and forgets answers that are too old.
void expire_lookups(turn& turn);

}  // namespace kaskad::engine
