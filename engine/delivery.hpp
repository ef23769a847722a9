#pragma once

#include "engine/text.hpp"
#include "engine/turn.hpp"

#include <string>

// The life of a message between admission and its end: attempts, queues, ends. Each function takes a draft - a copy of
// the message - changes it, and leaves it to the caller to `put`, so that one command writes the record once.

namespace kaskad::engine {

struct put_note {
    uint8_t attempt = 0;
    uint8_t part = 0;
    core::link_id link;
    uint32_t command_status = 0;
    core::reason reason = core::reason::none;
    std::string note;
    std::string evidence;
};

// Writes the draft with the time at which it must be looked at next, and what happened. The draft is gone then.
void put(turn& turn, facts::message&& draft, facts::fact_kind kind, put_note note = {},
         std::vector<facts::change> more = {});

// Asks anew which network the number is in, chooses a link and opens the next attempt over it, queued there. The
// decision is recorded with the fact. False: no link may carry it, or in so few parts, and no attempt was begun. The
// caller records `node`.
bool begin_attempt(turn& turn, facts::message& draft, facts::node& node, std::vector<facts::change>& changes);
// The same over the link that was chosen a moment ago, with the text as it goes over that link.
void begin_attempt(turn& turn, facts::message& draft, facts::node& node, std::vector<facts::change>& changes,
                   routing::decision decision, const text_plan& text);

// No piece of its text is waited for any longer. Of those there are it keeps the prints, by which repeats are known.
void close_set(facts::message& draft);

// The links of all its attempts.
std::vector<core::link_id> tried_links(const facts::message& value);

// What begin_attempt would decide, with these links left out.
routing::decision route(const turn& turn, const facts::message& value, std::vector<core::link_id> tried);

// Back into its link's queue, in its old place.
void queue_again(facts::message& draft);

// This attempt is over without success: the next link, or the end. Puts the draft, which is gone then.
void fail_attempt(turn& turn, facts::message& draft, core::reason reason, put_note note, bool other_link);

// The end (or a late receipt's better end): charge, event, record. Puts the draft, which is gone then.
void end_message(turn& turn, facts::message& draft, facts::message_state state, core::reason reason,
                 put_note note = {});

facts::attempt& current(facts::message& draft);
facts::part& part_at(facts::message& draft, const facts::part_ref& ref);
facts::attempt& attempt_at(facts::message& draft, uint8_t number);

bool has_part(const facts::attempt& attempt, facts::part_state state);
bool was_submitted(const facts::message& value);
// An operator has a part of it, or may have.
bool is_with_operator(const facts::message& value);
int64_t due_of(const facts::message& value, const options& limits);

}  // namespace kaskad::engine
