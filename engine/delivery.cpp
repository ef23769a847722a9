#include "engine/delivery.hpp"

#include "core/assert.hpp"
#include "engine/attempt_events.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/events.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"
#include "engine/forced_route.hpp"
#include "engine/health.hpp"
#include "engine/message_charge.hpp"
#include "engine/money.hpp"
#include "engine/other_link.hpp"
#include "engine/recipient_network.hpp"
#include "engine/route_question.hpp"
#include "engine/utc_day.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using facts::message_state;
using facts::part_state;

facts::attempt make_attempt(turn& turn, const facts::message& draft, const routing::decision& decision,
                            uint16_t reference, const text_plan& text) {
    facts::attempt attempt;
    attempt.number = static_cast<uint8_t>(draft.attempts.size() + 1);
    attempt.link = decision.link;
    attempt.reference = reference;
    attempt.buy_price = decision.price;
    attempt.currency = decision.currency;
    attempt.price_version = decision.price_version;
    attempt.buy_delivered = decision.price_delivered;
    attempt.started_utc = turn.now.utc_ms;
    attempt.channel = channel_of(turn, draft);
    attempt.step = draft.step;
    set_text(attempt, text);
    return attempt;
}

// What the next decisions look at. A probe is paid for by what it costs beside the best.
void note_choice(turn& turn, const facts::message& draft, const routing::decision& decision) {
    auto& memory = turn.memory;
    note_chosen(turn, draft, decision.link);
    if (draft.route_test != 0) return;  // of a choice that was forced nothing is learnt
    const auto group = routing::class_group_of(draft.klass);
    memory.probes.note_attempt(group, day_number(turn.now.utc_ms));
    const bool is_probe = decision.best && decision.best != decision.link && !decision.is_sticky;
    if (is_probe) {
        const auto ramp = memory.estimator.believe(arm_of(decision.link, draft), 0, turn.now.steady_ms).ramp;
        memory.probes.note_probe(
            {.group = group, .cost = {decision.probe_cost.e8 * decision.parts}, .is_new = ramp < 1});
    }
    if (channel_of(turn, draft) != core::channel::sms) return;  // what follows is about numbers and operators
    memory.codes.note(draft, decision.link, turn.now.steady_ms + turn.limits.code_again_ms);
    if (memory.clients.at(draft.client).sticky_s == 0) return;
    memory.sticky.note_sent(routing::sticky_key_of(draft.client, {draft.recipient}), {decision.link, draft.sender},
                            turn.now.steady_ms);
}

// Nobody waits for these parts any longer. What is on the wire is taken for in doubt, and so for billed, until its
// answer says otherwise.
void close_parts(turn& turn, facts::message& draft) {
    for (auto& attempt : draft.attempts) {
        for (auto& part : attempt.parts) {
            const bool is_flying = part.state == part_state::submitting;
            if (!is_flying && !facts::is_doubtful(part)) continue;
            if (is_flying) accrue(turn, draft, attempt);
            if (is_flying && part.doubts < UINT8_MAX) ++part.doubts;
            part.state = part_state::unknown;
        }
    }
}

}  // namespace

void close_set(facts::message& draft) {
    draft.joining = facts::joining_rule::none;
    for (auto& piece : draft.pieces)
        piece.octets.clear();
}

std::vector<core::link_id> tried_links(const facts::message& value) {
    std::vector<core::link_id> result;
    for (const auto& attempt : value.attempts) {
        if (attempt.link && attempt.step == value.step) result.push_back(attempt.link);
    }
    return result;
}

facts::attempt& current(facts::message& draft) {
    ASSERT(!draft.attempts.empty());
    return draft.attempts.back();
}

facts::attempt& attempt_at(facts::message& draft, uint8_t number) {
    ASSERT(number >= 1);
    ASSERT(number <= draft.attempts.size());
    return draft.attempts[number - 1U];
}

facts::part& part_at(facts::message& draft, const facts::part_ref& ref) {
    auto& attempt = attempt_at(draft, ref.attempt);
    ASSERT(ref.part >= 1);
    ASSERT(ref.part <= attempt.parts.size());
    return attempt.parts[ref.part - 1U];
}

bool has_part(const facts::attempt& attempt, part_state state) {
    return std::ranges::find(attempt.parts, state, &facts::part::state) != attempt.parts.end();
}

bool was_submitted(const facts::message& value) {
    return std::ranges::any_of(value.attempts, [](const facts::attempt& attempt) {
        return std::ranges::any_of(attempt.parts, [](const facts::part& part) { return part.sent_times > 0; });
    });
}

bool is_with_operator(const facts::message& value) {
    return std::ranges::any_of(value.attempts, [](const facts::attempt& attempt) {
        return std::ranges::any_of(attempt.parts, facts::is_on_its_way);
    });
}

namespace {

// Its receipt may still end the message. Of an attempt that failed none is waited for.
bool is_awaited(const facts::attempt& attempt) {
    return !facts::has_failed(attempt) && std::ranges::any_of(attempt.parts, facts::is_on_its_way);
}

// A code that goes by a cascade leaves by its deadline, or not at all, however often it was tried before.
bool must_leave_in_time(const facts::message& value) {
    const bool is_code = value.cascade != 0 && value.klass == core::message_class::otp;
    return is_code && !value.attempts.empty() && has_part(value.attempts.back(), part_state::pending);
}

}  // namespace

int64_t due_of(const facts::message& value, const options& limits) {
    if (facts::is_final(value.state)) return 0;
    const int64_t unsent_end = was_submitted(value) ? value.validity_steady : value.deadline_steady;
    const int64_t end =
        std::ranges::any_of(value.attempts, is_awaited) ? value.validity_steady + limits.receipt_grace_ms : unsent_end;
    int64_t due = must_leave_in_time(value) ? std::min(end, value.deadline_steady) : end;
    for (const auto planned : {value.wake_steady, value.step_end_steady, value.revoke_until_steady}) {
        if (planned > 0) due = std::min(due, planned);
    }
    return due;
}

void put(turn& turn, facts::message&& draft, facts::fact_kind kind, put_note note, std::vector<facts::change> more) {
    draft.due_steady = due_of(draft, turn.limits);
    ++draft.history;
    const auto id = draft.id;
    more.emplace_back(std::move(draft));
    turn.emit({.kind = kind,
               .message = id,
               .attempt = note.attempt,
               .part = note.part,
               .link = note.link,
               .command_status = note.command_status,
               .reason = note.reason,
               .note = std::move(note.note),
               .changes = std::move(more),
               .evidence = std::move(note.evidence)});
}

routing::decision route(const turn& turn, const facts::message& value, std::vector<core::link_id> tried) {
    if (value.route_test != 0) return route_over(turn, value, link_of_test(turn, value), std::move(tried));
    const auto asked = make_route_question(turn, value, std::move(tried));
    return routing::route(asked.request, asked.links, turn.memory.plan, turn.memory.prices);
}

bool begin_attempt(turn& turn, facts::message& draft, facts::node& node, std::vector<facts::change>& changes) {
    auto tried = tried_links(draft);
    refresh_network(turn, draft);
    while (true) {
        auto decision = route(turn, draft, tried);
        if (decision.outcome == routing::route_outcome::refused) return false;
        const auto text = plan_text(turn.memory.links.at(decision.link), turn.memory.messages.text_of(draft.id));
        if (text) {
            begin_attempt(turn, draft, node, changes, std::move(decision), *text);
            return true;
        }
        tried.push_back(decision.link);
    }
}

void begin_attempt(turn& turn, facts::message& draft, facts::node& node, std::vector<facts::change>& changes,
                   routing::decision decision, const text_plan& text) {
    ASSERT(decision.outcome != routing::route_outcome::refused);
    ++node.last_reference;
    draft.queue_link = decision.link;
    draft.queue_sequence = ++node.last_queue_sequence;
    draft.wake_steady = 0;
    note_choice(turn, draft, decision);
    draft.attempts.push_back(make_attempt(turn, draft, decision, node.last_reference, text));
    const auto number = draft.attempts.back().number;
    changes.reserve(changes.size() + 4);  // what commonly follows
    changes.emplace_back(facts::attempt_decision{draft.id, number, std::move(decision)});
    turn.memory.ready_links.insert(draft.queue_link);
}

void queue_again(facts::message& draft) {
    draft.queue_link = current(draft).link;
    draft.wake_steady = 0;
}

void fail_attempt(turn& turn, facts::message& draft, core::reason reason, put_note note, bool other_link) {
    auto& failed = current(draft);
    const auto before = failed.state;
    failed.state = attempt_state::rejected;
    failed.reason = reason;
    failed.ended_utc = turn.now.utc_ms;
    note_ended(turn, draft, failed, before);
    draft.queue_link = {};
    note.reason = reason;
    if (other_link && !draft.is_stopped && go_elsewhere(turn, draft, note)) return;
    tell_attempt(turn, draft, failed, facts::event_kind::attempt_failed);
    if (advance(turn, draft, cause_of(reason), note)) return;
    end_message(turn, draft, message_state::failed, reason, std::move(note));
}

void end_message(turn& turn, facts::message& draft, message_state state, core::reason reason, put_note note) {
    ASSERT(facts::is_final(state));
    // What arrived over one channel is not undone by what failed over another.
    if (draft.cascade != 0 && !facts::has_arrived(state) && has_arrived(draft)) {
        state = has_been_read(draft) ? message_state::read : message_state::delivered;
        reason = core::reason::none;
    }
    const bool ended_before = facts::is_final(draft.state);
    close_parts(turn, draft);
    close_set(draft);
    settle(turn, draft, state);
    draft.state = state;
    draft.reason = reason;
    draft.late = draft.late || ended_before;
    draft.final_utc = turn.now.utc_ms;
    draft.queue_link = {};
    draft.wake_steady = 0;
    draft.step_end_steady = 0;
    draft.revoke_until_steady = 0;
    note.reason = reason;
    if (note.note.empty()) note.note = facts::to_string(state);
    auto events =
        ended_before ? make_late_events(turn, draft, event_of(state)) : make_events(turn, draft, event_of(state));
    put(turn, std::move(draft), facts::fact_kind::message_ended, std::move(note));
    ++turn.counters.ended[static_cast<size_t>(state)];
    raise_events(turn, std::move(events));
}

}  // namespace kaskad::engine
