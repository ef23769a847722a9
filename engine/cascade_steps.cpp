#include "engine/cascade_steps.hpp"

#include "core/assert.hpp"
#include "engine/attempt_events.hpp"
#include "engine/cascade_state.hpp"
#include "engine/facts/codec.hpp"
#include "engine/message_charge.hpp"
#include "engine/revocation.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using facts::message_state;
using facts::part_state;

void skip(turn& turn, facts::message& draft, core::reason why) {
    facts::attempt attempt;
    attempt.number = static_cast<uint8_t>(draft.attempts.size() + 1);
    attempt.state = attempt_state::skipped;
    attempt.reason = why;
    attempt.started_utc = turn.now.utc_ms;
    attempt.ended_utc = turn.now.utc_ms;
    attempt.channel = channel_of(turn, draft);
    attempt.step = draft.step;
    draft.attempts.push_back(std::move(attempt));
    ++turn.counters.cascades.skipped;
}

bool is_in_time(const turn& turn, const facts::message& draft) {
    return turn.now.steady_ms < draft.deadline_steady && turn.now.steady_ms < draft.validity_steady;
}

// Where only the present step is held for, the next one may cost more than there is.
bool can_pay(turn& turn, facts::message& draft) {
    const bool holds_step = draft.reserve_by == facts::cascade_reserve::step;
    if (!holds_step || draft.charge.state != billing::reservation_state::open) return true;
    return reserve_anew(turn, draft, draft.parts).has_value();
}

void hold(turn& turn, facts::message& draft, int64_t hold_ms) {
    draft.queue_link = {};
    draft.step_end_steady = 0;
    draft.wake_steady = turn.now.steady_ms + hold_ms;
}

void begin(turn& turn, facts::message& draft, facts::node& node, std::vector<facts::change>& changes,
           step_verdict verdict) {
    const auto& step = step_at(turn, draft, draft.step);
    draft.step_end_steady = step.timeout_ms > 0 ? turn.now.steady_ms + step.timeout_ms : 0;
    begin_attempt(turn, draft, node, changes, std::move(verdict.decision), verdict.text);
    // What came before may arrive yet.
    const bool may_be_second = std::ranges::any_of(
        draft.attempts, [&](const facts::attempt& each) { return each.step != draft.step && is_on_its_way(each); });
    current(draft).possible_duplicate = may_be_second;
    draft.possible_duplicate = draft.possible_duplicate || may_be_second;
    ++turn.counters.cascades.begun;
}

bool is_allowed(const facts::cascade_step& step, std::optional<facts::advance_cause> cause) {
    if (!cause || step.advance_on.empty()) return true;
    return std::ranges::find(step.advance_on, static_cast<uint8_t>(*cause)) != step.advance_on.end();
}

// Is its step waiting for its hours, or for an attempt that is being taken back?
bool has_not_begun(const facts::message& draft) {
    return draft.step > 0 && attempts_in_step(draft) == 0;
}

// Nothing of it leaves any more; what has left may still be answered.
void withdraw(turn& turn, facts::attempt& attempt, attempt_state state, core::reason reason) {
    bool has_left = false;
    for (auto& part : attempt.parts) {
        has_left = has_left || part.sent_times > 0;
        if (part.state == part_state::pending)
            part.state = part.doubts > 0 ? part_state::in_doubt : part_state::expired;
    }
    if (attempt.state >= attempt_state::delivered) return;
    attempt.reason = reason;
    if (has_left && is_on_its_way(attempt)) return;
    attempt.state = state;
    attempt.ended_utc = turn.now.utc_ms;
}

void withdraw_step(turn& turn, facts::message& draft, attempt_state state, core::reason reason) {
    draft.queue_link = {};
    draft.wake_steady = 0;
    draft.step_end_steady = 0;
    for (auto& attempt : draft.attempts) {
        const bool is_open = attempt.state < attempt_state::delivered;
        if (attempt.step == draft.step && is_open) withdraw(turn, attempt, state, reason);
    }
}

// The step behind the draft's. False: there is none, and nothing was put.
bool go_on(turn& turn, facts::message& draft, facts::fact_kind kind, put_note note) {
    std::vector<facts::change> changes;
    auto node = turn.memory.node;
    const auto before = draft.attempts.size();
    const auto texts = texts_of(turn, draft.id);
    const auto went = begin_next(turn, draft, texts, node, changes);
    if (went == stepping::exhausted) return false;
    changes.push_back({node});
    tell_attempts(turn, draft, before);
    if (went == stepping::held) kind = facts::fact_kind::step_held;
    put(turn, std::move(draft), kind, std::move(note), std::move(changes));
    return true;
}

void time_out(turn& turn, facts::message& draft) {
    ++turn.counters.cascades.timed_out;
    const bool is_unread = has_arrived(draft);
    const auto reason = is_unread ? core::reason::not_read : core::reason::step_timed_out;
    const auto number = current(draft).number;
    withdraw_step(turn, draft, attempt_state::expired, reason);
    if (is_unread) current(draft).reason = reason;
    tell_attempt(turn, draft, current(draft), facts::event_kind::attempt_failed);
    put_note note{.attempt = number, .link = current(draft).link, .reason = reason, .note = "its time is over"};
    if (advance(turn, draft, std::nullopt, note)) return;
    end_cascade(turn, draft, reason, std::move(note));
}

// A second copy may not arrive: the next step waits for the answer.
bool waits_for_revocation(turn& turn, facts::message& draft, put_note& note) {
    if (cascade_of(turn, draft).duplicates != facts::duplicate_rule::avoid) return false;
    draft.revoke_until_steady = turn.now.steady_ms + turn.limits.cascade.revoke_wait_ms;
    put(turn, std::move(draft), facts::fact_kind::step_held, std::move(note));
    return true;
}

}  // namespace

facts::message_text texts_of(const turn& turn, core::message_id id) {
    const auto* contents = turn.memory.messages.contents_of(id);
    auto texts = contents ? *contents : facts::message_text{id, {}};
    texts.text = turn.memory.messages.text_of(id);
    return texts;
}

stepping begin_next(turn& turn, facts::message& draft, const facts::message_text& texts, facts::node& node,
                    std::vector<facts::change>& changes) {
    const auto steps = cascade_of(turn, draft).steps.size();
    draft.revoke_until_steady = 0;  // what that was waited for is over, or failed meanwhile
    while (draft.step < steps && is_in_time(turn, draft)) {
        ++draft.step;
        auto verdict = judge_step(turn, draft, texts);
        if (verdict.hold_ms > 0) {
            hold(turn, draft, verdict.hold_ms);
            return stepping::held;
        }
        if (verdict.skipped == core::reason::none && !can_pay(turn, draft)) verdict.skipped = core::reason::no_money;
        node.last_posting = turn.memory.node.last_posting;  // to hold for it was booked behind the copy
        if (verdict.skipped == core::reason::none) {
            begin(turn, draft, node, changes, std::move(verdict));
            return stepping::begun;
        }
        skip(turn, draft, verdict.skipped);
    }
    return stepping::exhausted;
}

facts::advance_cause cause_of(core::reason reason) {
    switch (reason) {
        case core::reason::template_refused:
        case core::reason::conversation_closed:
        case core::reason::content_rejected:
        case core::reason::content_not_registered:
        case core::reason::content_too_long:
        case core::reason::invalid_sender:
        case core::reason::sender_not_allowed:
            return facts::advance_cause::config;
        default:
            return core::culprit_of(reason) == core::culprit::link ? facts::advance_cause::account
                                                                   : facts::advance_cause::refused;
    }
}

bool advance(turn& turn, facts::message& draft, std::optional<facts::advance_cause> cause, put_note& note) {
    if (draft.cascade == 0 || draft.step == 0 || draft.is_stopped || facts::is_final(draft.state)) return false;
    if (!is_allowed(step_at(turn, draft, draft.step), cause) || !is_in_time(turn, draft)) return false;
    draft.queue_link = {};
    draft.wake_steady = 0;
    draft.step_end_steady = 0;
    if (draft.step == cascade_of(turn, draft).steps.size()) return false;
    const bool is_asked = revoke_step(turn, draft, draft.step);
    if (is_asked && waits_for_revocation(turn, draft, note)) return true;
    return go_on(turn, draft, cause ? facts::fact_kind::attempt_failed : facts::fact_kind::step_begun, note);
}

void begin_waiting(turn& turn, facts::message& draft) {
    draft.wake_steady = 0;
    if (has_not_begun(draft)) --draft.step;
    if (go_on(turn, draft, facts::fact_kind::step_begun, {})) return;
    end_cascade(turn, draft, is_in_time(turn, draft) ? core::reason::no_link : core::reason::deadline_passed);
}

bool fire_step(turn& turn, facts::message& draft) {
    if (draft.cascade == 0 || facts::is_final(draft.state)) return false;
    if (draft.joining != facts::joining_rule::none) return false;  // it waits for its text, not for a step
    const auto is_over = [&](int64_t steady) { return steady > 0 && steady <= turn.now.steady_ms; };
    const bool waits = draft.step == 0 || has_not_begun(draft);
    if (is_over(draft.revoke_until_steady) || (waits && is_over(draft.wake_steady))) {
        begin_waiting(turn, draft);
        return true;
    }
    if (!is_over(draft.step_end_steady)) return false;
    time_out(turn, draft);
    return true;
}

void end_cascade(turn& turn, facts::message& draft, core::reason reason, put_note note) {
    const bool is_known = !is_with_operator(draft);
    const auto unsent = draft.is_stopped ? message_state::cancelled : message_state::expired;
    const auto why = is_known || draft.is_stopped ? reason : core::reason::no_receipt;
    end_message(turn, draft, is_known ? unsent : message_state::unknown, why, std::move(note));
}

void stop(turn& turn, facts::message& draft, core::reason reason, std::string words) {
    draft.is_stopped = true;
    draft.stopped_by = reason;
    draft.revoke_until_steady = 0;
    const auto end = draft.step_end_steady;
    withdraw_step(turn, draft, attempt_state::cancelled, reason);
    for (uint8_t step = 1; step <= draft.step; ++step)
        revoke_step(turn, draft, step);
    put_note note{.reason = reason, .note = std::move(words)};
    if (!is_with_operator(draft) || has_arrived(draft)) return end_cascade(turn, draft, reason, std::move(note));
    draft.step_end_steady = end;  // what is on its way is waited for as long as before
    put(turn, std::move(draft), facts::fact_kind::message_stopped, std::move(note));
}

}  // namespace kaskad::engine
