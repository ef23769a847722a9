#pragma once

#include "engine/delivery.hpp"

// A message whose attempt has failed for good, over another link: when that is worth it, and how it begins. A refusal
// is judged by its number (retry_class.hpp), a receipt by its reason, here.

namespace kaskad::engine {

// A new attempt with the whole text, over a link that was not tried, as long as the message is valid and has attempts
// left. Puts the draft, which is gone then. False: it ends here, and the draft is unchanged.
bool go_elsewhere(turn& turn, facts::message& draft, put_note& note);

// The same where a receipt ended the current attempt with the note's reason, if the class has links left for that and
// another may do better: what the link, the network or nobody known is to blame for may; the subscriber's side only
// where the class says so and the reason is not final; the rest only where the catalogue says that another link helps.
// Only over a link that is bound: one that is down may stay so for longer than the news should be kept back.
bool go_elsewhere_told(turn& turn, facts::message& draft, put_note& note);

bool is_delivered_by_another(const facts::message& value, const facts::attempt& attempt);

// `delivered` is the attempt that brought the message to its end: what has not left of the others does not, and what
// has makes it a possible duplicate.
void withdraw_others(turn& turn, facts::message& draft, const facts::attempt& delivered);

}  // namespace kaskad::engine
