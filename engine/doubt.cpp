#include "engine/doubt.hpp"

#include "core/mutant.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/delivery.hpp"
#include "engine/dispatch.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/codec.hpp"
#include "engine/health.hpp"
#include "engine/money.hpp"
#include "engine/other_link.hpp"
#include "engine/receipts.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::part_state;

// The first time, and once more.
constexpr uint8_t DOUBTS_MAX = 2;

const class_options& class_of(const turn& turn, const facts::message& value) {
    return turn.limits.classes[static_cast<size_t>(value.klass)];
}

bool is_alive(const world& memory, const facts::bind_ref& ref) {
    const auto link = memory.link_states.find(ref.link);
    if (link == memory.link_states.end() || ref.bind >= link->second->binds.size()) return false;
    const auto& bind = link->second->binds[ref.bind];
    return bind.bound && bind.epoch == ref.epoch;
}

// What a provider may have taken is never sent again, unless it knows the same attempt by its name.
bool may_be_repeated(const turn& turn, const facts::message& value) {
    const auto& attempt = value.attempts.back();
    if (attempt.channel == core::channel::sms) return true;
    const auto account = turn.memory.links.find(attempt.link);
    return account != turn.memory.links.end() && account->second.capability.is_idempotent;
}

// In doubt, and its class sends it once more: each part by its own count.
bool may_go_again(const turn& turn, const facts::message& value, const facts::part& part) {
    if (value.is_stopped || !may_be_repeated(turn, value)) return false;
    return part.state == part_state::in_doubt && class_of(turn, value).resend_ms >= 0 && part.doubts < DOUBTS_MAX;
}

std::optional<hot_message> find_submitting(turn& turn, const facts::part_ref& ref) {
    auto message = turn.memory.find(ref.message);
    if (!message || ref.attempt == 0 || ref.attempt > message->value.attempts.size()) return std::nullopt;
    if (part_at(message->value, ref).state != part_state::submitting) return std::nullopt;
    return message;
}

std::optional<hot_message> find_open(turn& turn, const facts::part_ref& ref) {
    auto message = turn.memory.find(ref.message);
    if (!message || ref.attempt == 0 || ref.attempt > message->value.attempts.size()) return std::nullopt;
    if (!awaits_answer(part_at(message->value, ref))) return std::nullopt;
    return message;
}

// The bind is dead, whether we were told of its end or not.
void stop_credits(turn& turn, const facts::bind_ref& ref) {
    if (!is_alive(turn.memory, ref)) return;
    auto& bind = turn.memory.link_at(ref.link).binds[ref.bind];
    bind.credits_granted = bind.credits_spent;
}

// Nothing has begun behind it, and nobody stopped it.
bool may_leave(const facts::message& value, uint8_t attempt) {
    const bool is_last = attempt == value.attempts.size() && value.attempts.back().step == value.step;
    return is_last && !value.is_stopped && !facts::is_final(value.state);
}

// What was withdrawn while it was thought to be on the wire never left.
void end_withdrawn(turn& turn, facts::message& draft, const facts::part_ref& ref) {
    auto& attempt = attempt_at(draft, ref.attempt);
    if (attempt.state == facts::attempt_state::submitting) {
        using enum facts::attempt_state;
        attempt.state = is_delivered_by_another(draft, attempt) ? skipped : draft.is_stopped ? cancelled : expired;
        if (attempt.state == expired) attempt.reason = core::reason::deadline_passed;
        if (attempt.state == cancelled) attempt.reason = draft.stopped_by;
        attempt.ended_utc = turn.now.utc_ms;
    }
    put_note note{.attempt = ref.attempt, .part = ref.part, .link = attempt.link};
    if (draft.is_stopped && !facts::is_final(draft.state) && !is_with_operator(draft))
        return end_cascade(turn, draft, draft.stopped_by, std::move(note));
    put(turn, std::move(draft), facts::fact_kind::part_not_sent, std::move(note));
}

void resend_parts(turn& turn, facts::message& draft) {
    auto& attempt = current(draft);
    for (auto& part : attempt.parts) {
        if (may_go_again(turn, draft, part)) part.state = part_state::pending;
    }
    attempt.possible_duplicate = true;
    draft.possible_duplicate = !core::mutated(core::mutant::unmarked_repeat);
    queue_again(draft);
    turn.memory.ready_links.insert(draft.queue_link);
    put(turn, std::move(draft), facts::fact_kind::message_queued,
        {.attempt = attempt.number, .link = attempt.link, .note = "sent again, in doubt"});
}

}  // namespace

bool awaits_answer(const facts::part& part) {
    const bool is_given_up = part.state == part_state::unknown && part.doubts > 0 && part.operator_id.empty();
    return part.state == part_state::submitting || part.state == part_state::in_doubt || is_given_up;
}

std::optional<core::link_id> better_link(const turn& turn, const facts::message& value) {
    const auto decision = route(turn, value, tried_links(value));
    if (decision.outcome != routing::route_outcome::chosen) return std::nullopt;
    return decision.link;
}

bool resend_elsewhere(turn& turn, facts::message& draft) {
    if (attempts_in_step(draft) >= turn.limits.attempts_max || !better_link(turn, draft)) return false;
    auto& doubtful = current(draft);
    for (auto& part : doubtful.parts) {
        if (facts::is_doubtful(part)) part.state = part_state::in_doubt;
    }
    doubtful.state = facts::attempt_state::unknown;
    doubtful.reason = core::reason::in_doubt;
    doubtful.ended_utc = turn.now.utc_ms;
    std::vector<facts::change> changes;
    auto node = turn.memory.node;
    if (!begin_attempt(turn, draft, node, changes)) return false;
    changes.push_back({node});
    current(draft).possible_duplicate = true;
    draft.possible_duplicate = true;
    put(turn, std::move(draft), facts::fact_kind::attempt_started,
        {.attempt = current(draft).number, .note = "sent again, in doubt"}, std::move(changes));
    return true;
}

void doubt(turn& turn, const facts::part_ref& ref, std::string why) {
    auto message = find_submitting(turn, ref);
    if (!message) return;
    auto& draft = message->value;
    auto& part = part_at(draft, ref);
    part.state = part_state::in_doubt;
    if (part.doubts < UINT8_MAX) ++part.doubts;
    const bool again = may_go_again(turn, draft, part) && ref.attempt == draft.attempts.size();
    const bool waits_already = draft.wake_steady > 0 || draft.queue_link;
    const auto delay = std::max<int64_t>(1, class_of(turn, draft).resend_ms);
    if (again && !waits_already) draft.wake_steady = turn.now.steady_ms + delay;
    // It may have been carried: the operator may bill it.
    accrue(turn, draft, attempt_at(draft, ref.attempt));
    ++turn.counters.parts_in_doubt;
    const auto link = attempt_at(draft, ref.attempt).link;
    const auto recipient = draft.recipient;
    put(turn, std::move(draft), facts::fact_kind::part_in_doubt,
        {.attempt = ref.attempt, .part = ref.part, .link = link, .note = std::move(why)});
    note_closed(turn, link);
    match_parked_by_address(turn, link, recipient);
}

bool has_part_to_resend(const turn& turn, const facts::message& value) {
    return std::ranges::any_of(value.attempts.back().parts,
                               [&](const facts::part& part) { return may_go_again(turn, value, part); });
}

void resend(turn& turn, facts::message& draft) {
    draft.wake_steady = 0;
    ++turn.counters.parts_sent_again;
    if (class_of(turn, draft).resend_elsewhere && resend_elsewhere(turn, draft)) return;
    resend_parts(turn, draft);
}

void handle(turn& turn, const facts::link_down& command) {
    auto& link = turn.memory.link_at(command.bind.link);
    if (command.bind.bind >= link.binds.size()) return;
    auto& bind = link.binds[command.bind.bind];
    if (bind.epoch != command.bind.epoch) return;
    bind.bound = false;
    for (auto& waiting : bind.continuing) {
        for (const auto id : std::exchange(waiting, {}))
            turn.memory.orphans.push_back(id);
    }
    if (!link.is_bound()) link.unbound_since_steady = turn.now.steady_ms;
    note_bound(turn, command.bind.link);
    turn.memory.dead_binds.insert(command.bind);
}

void handle(turn& turn, const facts::submit_unanswered& command) {
    if (const auto message = find_submitting(turn, command.part); message && command.part.part == 1) {
        note_response(turn, message->value, message->value.attempts[command.part.attempt - 1U],
                      core::reason::link_no_answer);
    }
    doubt(turn, command.part, "no response in time");
}

void handle(turn& turn, const facts::submit_not_sent& command) {
    auto message = find_open(turn, command.part);
    if (!message) return;
    auto& draft = message->value;
    auto& part = part_at(draft, command.part);
    if (part.bind != command.bind.bind || part.epoch != command.bind.epoch) return;
    stop_credits(turn, command.bind);
    // Its bind's end, or the message's, may have been told first; then it was taken for in doubt, and for billed.
    if (part.state != part_state::submitting) {
        reverse_accrual(turn, draft, attempt_at(draft, command.part.attempt));
        if (part.doubts > 0) --part.doubts;
    }
    if (command.part.part == 1) note_not_sent(turn, draft, attempt_at(draft, command.part.attempt));
    const bool has_ended = facts::is_final(draft.state);
    const bool goes_on = may_leave(draft, command.part.attempt);
    const auto given_up = part.doubts > 0 && !has_ended ? part_state::in_doubt : part_state::unknown;
    part.state = goes_on ? part_state::pending : given_up;
    part.submitted_utc = 0;
    part.submitted_steady = 0;
    if (part.sent_times > 0) --part.sent_times;
    if (goes_on) {
        queue_again(draft);
        turn.memory.ready_links.insert(draft.queue_link);
    } else if (draft.cascade != 0) {
        return end_withdrawn(turn, draft, command.part);
    }
    put(turn, std::move(draft), facts::fact_kind::part_not_sent,
        {.attempt = command.part.attempt, .part = command.part.part, .link = command.bind.link});
}

bool has_dead_parts(const world& memory) {
    return !memory.dead_binds.empty() || !memory.orphans.empty();
}

void doubt_dead_parts(turn& turn) {
    auto& memory = turn.memory;
    while (!memory.dead_binds.empty() && !turn.is_long()) {
        const auto bind = *memory.dead_binds.begin();
        const auto flying = memory.flying.find(bind);
        if (is_alive(memory, bind) || flying == memory.flying.end()) {
            memory.dead_binds.erase(memory.dead_binds.begin());
            continue;
        }
        const auto ref = flying->second.front();
        doubt(turn, ref, "link lost");
    }
    // Multipart messages that lost their bind between two parts: the rest goes over another bind.
    while (!memory.orphans.empty() && !turn.is_long()) {
        const auto id = memory.orphans.back();
        memory.orphans.pop_back();
        auto message = memory.find(id);
        if (!message || message->value.queue_link || message->value.wake_steady > 0) continue;
        if (!facts::is_in_flight(message->value)) continue;
        auto& draft = message->value;
        if (!has_part(current(draft), part_state::pending)) continue;
        queue_again(draft);
        memory.ready_links.insert(draft.queue_link);
        put(turn, std::move(draft), facts::fact_kind::message_queued,
            {.attempt = current(draft).number, .note = "bind lost"});
    }
}

}  // namespace kaskad::engine
