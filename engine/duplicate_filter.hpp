#pragma once

#include "engine/turn.hpp"

#include <optional>

// A client whose response was lost submits again. Where its account asks for it, a message with sender, recipient and
// text of one that was taken a moment ago is not taken again. What goes over a channel by itself is text too. Texts in
// pieces have their own way (joining.hpp).

namespace kaskad::engine {

// What a repeat is answered; nothing: it is none. The draft's addresses and client are filled in.
std::optional<facts::reply> find_duplicate(const turn& turn, const facts::message& draft,
                                           const facts::submit_message& command);
void remember(turn& turn, const facts::message& draft, const facts::submit_message& command,
              const facts::accepted_item& answer);

}  // namespace kaskad::engine
