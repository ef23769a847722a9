#pragma once

#include "engine/delivery.hpp"

// A message whose attempt has failed for good, over another link: when that is worth it, and how it begins. A refusal
// is judged by its number (retry_class.hpp), a receipt by its reason, here.

namespace kaskad::engine {

// Its current attempt was ended by a receipt with this reason: the class has links left for that, and another may do
// better. What the link, the network or nobody known is to blame for may; the subscriber's side only where the class
// says so and the reason is not final; the rest only where the catalogue says that another link helps.
bool wants_other_link(const turn& turn, const facts::message& value, core::reason why);

// A new attempt with the whole text, over a link that was not tried, as long as the message is valid and has attempts
// left. Puts the draft, which is gone then. False: it ends here, and the draft is unchanged.
bool go_elsewhere(turn& turn, facts::message& draft, put_note& note);

// `delivered` is the attempt that brought the message to its end: what has not left of the others does not, and what
// has makes it a possible duplicate.
void withdraw_others(turn& turn, facts::message& draft, const facts::attempt& delivered);

}  // namespace kaskad::engine
