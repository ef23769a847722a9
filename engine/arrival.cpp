#include "engine/arrival.hpp"

#include "engine/attempt_events.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/events.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"
#include "engine/other_link.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using facts::message_state;

void mark_read(turn& turn, facts::message& draft, facts::attempt& attempt) {
    attempt.state = attempt_state::read;
    attempt.reason = core::reason::none;
    attempt.read_utc = turn.now.utc_ms;
    note_was_read(turn, draft, attempt);
    tell_attempt(turn, draft, attempt, facts::event_kind::attempt_read);
}

// The message ends by this attempt, or better than it had.
void succeed(turn& turn, facts::message& draft, facts::attempt& attempt, put_note note) {
    withdraw_others(turn, draft, attempt);
    if (draft.cascade != 0) revoke_others(turn, draft, attempt.number);
    const auto state = has_been_read(draft) ? message_state::read : message_state::delivered;
    end_message(turn, draft, state, core::reason::none, std::move(note));
}

// It had ended well: it was read as well now, or arrived a second time.
void add_to_success(turn& turn, facts::message& draft, const facts::attempt& attempt, put_note note) {
    const bool is_lifted = draft.state == message_state::delivered && attempt.state == attempt_state::read;
    if (is_lifted) draft.state = message_state::read;
    if (is_delivered_by_another(draft, attempt)) {
        draft.possible_duplicate = true;
        if (attempt.state == attempt_state::delivered) ++turn.counters.cascades.delivered_twice;
        note.note += ", delivered before over another link";
    }
    // Over SMPP there is no word for it but the one that was told.
    const bool is_news = is_lifted && draft.submissions.empty();
    auto events = is_news ? make_events(turn, draft, facts::event_kind::read) : std::vector<facts::event>{};
    put(turn, std::move(draft), is_lifted ? facts::fact_kind::attempt_read : facts::fact_kind::receipt_matched,
        std::move(note));
    raise_events(turn, std::move(events));
}

void take(turn& turn, facts::message& draft, facts::attempt& attempt, facts::fact_kind kind, put_note note) {
    if (facts::has_arrived(draft.state)) return add_to_success(turn, draft, attempt, std::move(note));
    if (facts::is_final(draft.state) || has_reached_goal(turn, draft, attempt))
        return succeed(turn, draft, attempt, std::move(note));
    put(turn, std::move(draft), kind, std::move(note));
}

}  // namespace

void arrive(turn& turn, facts::message& draft, facts::attempt& attempt, bool is_read, put_note note) {
    attempt.delivered_utc = attempt.channel == core::channel::sms ? 0 : turn.now.utc_ms;
    note_unread(turn, draft, attempt);
    tell_attempt(turn, draft, attempt, facts::event_kind::attempt_delivered);
    if (is_read) mark_read(turn, draft, attempt);
    take(turn, draft, attempt, facts::fact_kind::receipt_matched, std::move(note));
}

void note_read(turn& turn, facts::message& draft, facts::attempt& attempt, put_note note) {
    if (attempt.state == attempt_state::read) {
        ++turn.counters.receipts_repeated;
        return;
    }
    mark_read(turn, draft, attempt);
    take(turn, draft, attempt, facts::fact_kind::attempt_read, std::move(note));
}

}  // namespace kaskad::engine
