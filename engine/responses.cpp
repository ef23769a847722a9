#include "engine/responses.hpp"

#include "engine/cascade_steps.hpp"
#include "engine/delivery.hpp"
#include "engine/dispatch.hpp"
#include "engine/doubt.hpp"
#include "engine/events.hpp"
#include "engine/facts/codec.hpp"
#include "engine/health.hpp"
#include "engine/message_charge.hpp"
#include "engine/money.hpp"
#include "engine/queries.hpp"
#include "engine/receipts.hpp"
#include "engine/retry_class.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::part_state;

constexpr int64_t THROTTLED_DELAY_MS = 1'000;

struct response {
    const facts::submit_answered& command;
    response_rule rule;
    std::string words{};
    std::string evidence{};

    put_note note() const {
        return {.attempt = command.part.attempt,
                .part = command.part.part,
                .link = command.bind.link,
                .command_status = command.command_status,
                .reason = rule.reason,
                .note = words,
                .evidence = evidence};
    }
};

// The part this answers: on the wire, or given up on a moment ago (a late response is better than a doubt).
std::optional<hot_message> find_answered(turn& turn, const facts::submit_answered& command) {
    auto message = turn.memory.find(command.part.message);
    const auto& ref = command.part;
    const bool has_attempt = message && ref.attempt > 0 && ref.attempt <= message->value.attempts.size();
    const auto* part = has_attempt ? &part_at(message->value, ref) : nullptr;
    const bool is_its = part && part->bind == command.bind.bind && part->epoch == command.bind.epoch;
    if (!is_its || !awaits_answer(*part)) message.reset();
    return message;
}

bool is_answered(const facts::part& part) {
    return part.state >= part_state::accepted;
}

int64_t delay_of(int64_t first_ms, uint8_t times, const options& limits) {
    const auto doublings = std::min<uint8_t>(times, 16);
    return std::min(first_ms << doublings, limits.retry_delay_max_ms);
}

// An attempt that nobody ended, or only gave up on for want of an answer.
bool is_open(const facts::attempt& attempt) {
    return attempt.state < facts::attempt_state::accepted || attempt.state == facts::attempt_state::unknown;
}

// The client heard of it when an operator took an earlier attempt.
bool was_told_sent(const facts::message& value, uint8_t besides) {
    const auto is_taken = [](const facts::part& part) { return part.answered_utc > 0 && part.command_status == 0; };
    return std::ranges::any_of(value.attempts, [&](const facts::attempt& each) {
        return each.number != besides && !each.parts.empty() && std::ranges::all_of(each.parts, is_taken);
    });
}

// What is to be waited for next. Of an older attempt, or of a message that has ended, an answer changes no plan.
void plan_next(const turn& turn, facts::message& draft, const facts::attempt& attempt, bool complete) {
    if (attempt.number != draft.attempts.size() || facts::is_final(draft.state)) return;
    const bool doubts_left = has_part(attempt, part_state::in_doubt);
    // What was to go out again, did arrive.
    if (!doubts_left && !has_part(attempt, part_state::pending)) draft.wake_steady = 0;
    if (complete && !doubts_left) draft.wake_steady = query_due(turn, draft);
}

void accept(turn& turn, facts::message& draft, const response& answer) {
    const auto& command = answer.command;
    auto& attempt = attempt_at(draft, command.part.attempt);
    auto& part = part_at(draft, command.part);
    // A part in doubt was taken for billed already.
    if (part.state == part_state::submitting) {
        accrue(turn, draft, attempt);
    } else if (part.doubts > 0) {
        --part.doubts;
    }
    part.state = part_state::accepted;
    part.answered_utc = turn.now.utc_ms;
    part.command_status = command.command_status;
    part.operator_id = command.operator_id;
    part.operator_key = command.operator_key == command.operator_id ? "" : command.operator_key;
    std::vector<facts::change> changes;
    changes.reserve(2);
    if (!command.operator_key.empty()) {
        changes.emplace_back(facts::operator_message{command.bind.link, command.operator_key, draft.id,
                                                     command.part.attempt, command.part.part});
    }
    const bool complete = std::ranges::all_of(attempt.parts, is_answered) && is_open(attempt);
    if (complete) attempt.state = facts::attempt_state::accepted;
    if (complete) charge_due(turn, draft, facts::charge_moment::on_accepted);
    plan_next(turn, draft, attempt, complete);
    const bool is_long = attempt.parts.size() > 1;
    const bool is_news = complete && !facts::is_final(draft.state) && !was_told_sent(draft, command.part.attempt);
    auto events = is_news ? make_events(turn, draft, facts::event_kind::sent) : std::vector<facts::event>{};
    put(turn, std::move(draft), facts::fact_kind::part_accepted, answer.note(), std::move(changes));
    turn.memory.link_at(command.bind.link).judge.accepted();
    raise_events(turn, std::move(events));
    match_parked(turn, command.bind.link, command.operator_key);
    if (is_long) match_told(turn, command.bind.link, command.part);
}

void hold(turn& turn, facts::message& draft, const response& answer, int64_t delay_ms) {
    part_at(draft, answer.command.part).state = part_state::pending;
    if (delay_ms > 0) {
        draft.queue_link = {};
        draft.wake_steady = turn.now.steady_ms + delay_ms;
    } else {
        queue_again(draft);
        turn.memory.ready_links.insert(draft.queue_link);
    }
    put(turn, std::move(draft), facts::fact_kind::part_refused, answer.note());
}

void throttle(turn& turn, facts::message& draft, const response& answer) {
    auto& attempt = current(draft);
    if (attempt.throttled < UINT8_MAX) ++attempt.throttled;
    auto& judge = turn.memory.link_at(answer.command.bind.link).judge;
    if (judge.refused(draft.recipient, turn.now.steady_ms) == throttle_judge::verdict::link) {
        turn.send(facts::slow_link{answer.command.bind.link});
        return hold(turn, draft, answer, 0);
    }
    // ESME_RTHROTTLED is about a moment, ESME_RMSGQFUL about a queue that must empty.
    const bool is_brief = answer.rule.action == retry_class::throttle_link;
    const auto usual = is_brief ? std::min(THROTTLED_DELAY_MS, turn.limits.retry_delay_ms) : turn.limits.retry_delay_ms;
    const auto first = answer.rule.retry_delay_ms > 0 ? answer.rule.retry_delay_ms : usual;
    hold(turn, draft, answer, delay_of(first, static_cast<uint8_t>(attempt.throttled - 1U), turn.limits));
}

void retry_later(turn& turn, facts::message& draft, const response& answer) {
    auto& attempt = current(draft);
    const auto& rule = answer.rule;
    const auto retries_max = rule.retries_max > 0 ? rule.retries_max : turn.limits.retries_max;
    if (attempt.retries >= retries_max) return fail_attempt(turn, draft, rule.reason, answer.note(), true);
    const auto first = rule.retry_delay_ms > 0 ? rule.retry_delay_ms : turn.limits.retry_delay_ms;
    const auto delay = delay_of(first, attempt.retries, turn.limits);
    ++attempt.retries;
    hold(turn, draft, answer, delay);
}

// This submit of the part was not carried out. One before it may have been: then the part is in doubt as before. Some
// refusals say that the operator tried, and bills that.
void take_back(turn& turn, facts::message& draft, const response& answer) {
    auto& part = part_at(draft, answer.command.part);
    auto& attempt = attempt_at(draft, answer.command.part.attempt);
    const bool is_billed = core::describe(answer.rule.reason).is_billed;
    part.command_status = answer.command.command_status;
    part.answered_utc = turn.now.utc_ms;
    if (part.state == part_state::submitting) {
        if (is_billed) accrue(turn, draft, attempt);
    } else {
        if (!is_billed) reverse_accrual(turn, draft, attempt);
        if (part.doubts > 0) --part.doubts;
    }
    const auto doubtful = facts::is_final(draft.state) ? part_state::unknown : part_state::in_doubt;
    part.state = part.doubts > 0 ? doubtful : part_state::rejected;
}

// While this submit was on the wire the receipt of one before it may have come: then the part needs no other.
bool is_told_by_parked(turn& turn, facts::message& draft, const response& answer) {
    const auto link = attempt_at(draft, answer.command.part.attempt).link;
    if (part_at(draft, answer.command.part).doubts == 0) return false;
    if (!turn.memory.parked_by_address.contains(operator_key(link, draft.recipient))) return false;
    const auto id = draft.id;
    const auto recipient = draft.recipient;
    put(turn, std::move(draft), facts::fact_kind::part_refused, answer.note());
    match_parked_by_address(turn, link, recipient);
    draft = turn.memory.find(id)->value;
    return !facts::is_doubtful(part_at(draft, answer.command.part));
}

// It does not leave again. What else of it is on its way is waited for.
void refuse_stopped(turn& turn, facts::message& draft, const response& answer) {
    current(draft).state = facts::attempt_state::rejected;
    current(draft).ended_utc = turn.now.utc_ms;
    if (!is_with_operator(draft)) return end_cascade(turn, draft, draft.stopped_by, answer.note());
    put(turn, std::move(draft), facts::fact_kind::part_refused, answer.note());
}

void refuse(turn& turn, facts::message& draft, const response& answer) {
    // The next step may wait for its hours already.
    const bool is_current = answer.command.part.attempt == draft.attempts.size() && current(draft).step == draft.step;
    const bool is_over =
        facts::is_final(draft.state) || !is_current || current(draft).state == facts::attempt_state::rejected;
    if (!is_over && draft.is_stopped) return refuse_stopped(turn, draft, answer);
    if (is_over) return put(turn, std::move(draft), facts::fact_kind::part_refused, answer.note());
    switch (answer.rule.action) {
        case retry_class::throttle_link:
        case retry_class::throttle_recipient:
            return throttle(turn, draft, answer);
        case retry_class::same_link:
        case retry_class::rebind:
            return retry_later(turn, draft, answer);
        case retry_class::other_link:
            return fail_attempt(turn, draft, answer.rule.reason, answer.note(), true);
        case retry_class::accepted:
        case retry_class::final:
            return fail_attempt(turn, draft, answer.rule.reason, answer.note(), false);
    }
}

response_rule read_rule(turn& turn, const facts::submit_answered& command) {
    const auto link = turn.memory.links.find(command.bind.link);
    if (link == turn.memory.links.end()) return rule_of(command.command_status);
    const auto rule = rule_of(command.command_status, link->second.reasons);
    if (!rule.is_known) {
        turn.counters.unmapped.note(link->first, {.command_status = command.command_status}, rule.reason,
                                    turn.now.utc_ms);
    }
    return rule;
}

void take(turn& turn, facts::message& draft, const response& answer) {
    const auto& command = answer.command;
    ++turn.counters.responses[static_cast<size_t>(answer.rule.action)];
    if (answer.rule.alarm) ++turn.counters.alarms;
    if (!answer.words.empty()) attempt_at(draft, command.part.attempt).provider_code = answer.words;
    note_closed(turn, command.bind.link);
    if (command.part.part == 1) {
        const bool is_taken = answer.rule.action == retry_class::accepted;
        note_response(turn, draft, attempt_at(draft, command.part.attempt),
                      is_taken ? core::reason::none : answer.rule.reason);
    }
    if (answer.rule.action == retry_class::accepted) return accept(turn, draft, answer);
    take_back(turn, draft, answer);
    if (!is_told_by_parked(turn, draft, answer)) refuse(turn, draft, answer);
}

}  // namespace

void handle(turn& turn, const facts::submit_answered& command) {
    auto message = find_answered(turn, command);
    if (message) take(turn, message->value, {command, read_rule(turn, command)});
}

void respond(turn& turn, const facts::submit_answered& command, told_answer told) {
    auto message = find_answered(turn, command);
    if (message) take(turn, message->value, {command, told.rule, std::move(told.words), std::move(told.evidence)});
}

void retry(turn& turn, facts::message& draft) {
    queue_again(draft);
    turn.memory.ready_links.insert(draft.queue_link);
    put(turn, std::move(draft), facts::fact_kind::message_queued,
        {.attempt = current(draft).number, .link = current(draft).link, .note = "retry"});
}

}  // namespace kaskad::engine
