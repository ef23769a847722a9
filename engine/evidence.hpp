#pragma once

#include "engine/turn.hpp"

// What an attempt shows of its link. Only first attempts count: those after a failure meet the harder numbers. Only
// links whose receipts are about the phone; nothing of what happens during their maintenance; and no failure that is
// the subscriber's, the sender's, the content's or the client's.

namespace kaskad::engine {

// Its first part leaves for the first time.
void note_sent(turn& turn, const facts::message& value, const facts::attempt& attempt);
// It did not leave after all; not yet forgotten when.
void note_not_sent(turn& turn, const facts::message& value, const facts::attempt& attempt);
// Its state and reason are final, whatever they were `before`.
void note_ended(turn& turn, const facts::message& value, const facts::attempt& attempt, facts::attempt_state before);
// The same, by a receipt: what it says of the link's health, and of its receipts.
struct told_by_receipt {
    facts::attempt_state before;
    int64_t submitted_utc = 0;  // by its own dates; 0 = it has none
    int64_t done_utc = 0;
};
void note_told(turn& turn, const facts::message& value, const facts::attempt& attempt, const told_by_receipt& by);
// It arrived, as of now, and may be read from now on; it was read. Of what arrives over accounts that tell reading.
void note_unread(turn& turn, const facts::message& value, const facts::attempt& attempt);
void note_was_read(turn& turn, const facts::message& value, const facts::attempt& attempt);
// A code was asked for while the one before it, over that link, is open: until somebody says that it arrived, it did
// not.
void note_code_again(turn& turn, const facts::message& value);

}  // namespace kaskad::engine
