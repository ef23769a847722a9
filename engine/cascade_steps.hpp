#pragma once

#include "engine/delivery.hpp"
#include "engine/text.hpp"
#include "engine/turn.hpp"

#include <cstdint>
#include <optional>
#include <vector>

// A message on its way through a cascade: which step is next, how it begins, and what ends it (channels.md 4). A timer
// is a hint: what it does depends on how the message stands then. No step begins after the cascade's deadline, after
// success was known, or when somebody stopped it; each step that does not begin says why.

namespace kaskad::engine {

// What is sent, as it is kept beside the message.
facts::message_text texts_of(const turn& turn, core::message_id id);

// Whether the step at which the draft is may begin now, and over what. Changes nothing.
struct step_verdict {
    core::reason skipped = core::reason::none;
    int64_t hold_ms = 0;  // it begins so much later: its hours
    routing::decision decision;
    text_plan text;
};
step_verdict judge_step(const turn& turn, const facts::message& draft, const facts::message_text& texts);

// begun: an attempt waits in its queue. held: it waits for its hours. exhausted: there is none that may begin.
enum class stepping : uint8_t { begun, held, exhausted };

// The next step that may begin, from the one behind the draft's. Those before it are skipped, each with its reason. The
// caller records `node`.
stepping begin_next(turn& turn, facts::message& draft, const facts::message_text& texts, facts::node& node,
                    std::vector<facts::change>& changes);

// The current attempt will not reach what its step wants: the next step, if there is one for that cause (none: its time
// is over). Puts the draft, which is gone then. False: the message ends, and its caller ends it.
bool advance(turn& turn, facts::message& draft, std::optional<facts::advance_cause> cause, put_note& note);
// By what a refusal says.
facts::advance_cause cause_of(core::reason reason);

// What its next step waited for is there: its hours, its text, the answer of what was to be taken back. Puts the draft,
// which is gone then.
void begin_waiting(turn& turn, facts::message& draft);

// The time of its step, of its hours or of what was asked to be taken back may be over. False: none of them is.
bool fire_step(turn& turn, facts::message& draft);

// However it stands now, nothing more is done for it: what arrived counts. Puts the draft, which is gone then.
void end_cascade(turn& turn, facts::message& draft, core::reason reason, put_note note = {});

// No further step begins. What waits is withdrawn; what is on its way is waited for. Puts the draft, which is gone
// then.
void stop(turn& turn, facts::message& draft, core::reason reason, std::string words);
void handle(turn& turn, const facts::stop_message& command);

// Asks the provider to take back what its attempts of other steps have brought on their way, where steps want that.
void revoke_others(turn& turn, facts::message& draft, uint8_t delivered);
void handle(turn& turn, const facts::revoke_answered& command);

}  // namespace kaskad::engine
