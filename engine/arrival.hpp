#pragma once

#include "engine/delivery.hpp"

// An attempt arrived, or was read: the end of its message, if that is what its step wants, or one copy too many.

namespace kaskad::engine {

// `attempt` is delivered as of now. Puts the draft, which is gone then.
void arrive(turn& turn, facts::message& draft, facts::attempt& attempt, bool is_read, put_note note);

// It was known to have arrived. Puts the draft, unless it was known to be read as well.
void note_read(turn& turn, facts::message& draft, facts::attempt& attempt, put_note note);

}  // namespace kaskad::engine
