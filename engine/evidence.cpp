#include "engine/evidence.hpp"

#include "engine/delivery.hpp"
#include "engine/health.hpp"
#include "engine/route_question.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using routing::arm_outcome;

// Over its channel: those after a failure meet the harder numbers.
bool is_first(const facts::message& value, const facts::attempt& attempt) {
    if (attempt.channel == core::channel::sms) return attempt.number == 1;
    const auto first = std::ranges::find(value.attempts, attempt.channel, &facts::attempt::channel);
    return first->number == attempt.number;
}

// Of an account whose provider never says that anything arrived, silence means nothing.
bool tells_delivery(const facts::link& link) {
    return link.channel == core::channel::sms || link.capability.proves_delivered;
}

bool counts(const turn& turn, const facts::message& value, const facts::attempt& attempt) {
    if (attempt.parts.empty() || !is_first(value, attempt)) return false;
    const auto link = turn.memory.links.find(attempt.link);
    if (link == turn.memory.links.end()) return false;
    if (link->second.receipts_mean != facts::receipt_meaning::delivery || !tells_delivery(link->second)) return false;
    return !is_in_maintenance(turn, attempt.link, value);
}

int64_t sent_at(const facts::attempt& attempt) {
    return attempt.parts.front().submitted_steady;
}

arm_outcome failure_of(core::reason reason) {
    switch (core::culprit_of(reason)) {
        case core::culprit::link:
        case core::culprit::network:
        case core::culprit::unknown:
            return arm_outcome::failed;
        case core::culprit::none:
        case core::culprit::subscriber:
        case core::culprit::sender:
        case core::culprit::content:
        case core::culprit::client:
            return arm_outcome::not_counted;
    }
    return arm_outcome::not_counted;
}

bool tells_reading(const turn& turn, const facts::attempt& attempt) {
    const auto link = turn.memory.links.find(attempt.link);
    return link != turn.memory.links.end() && link->second.capability.proves_read && attempt.delivered_utc > 0;
}

}  // namespace

void note_sent(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    const bool is_first = attempt.parts.front().sent_times == 1;
    if (is_first && counts(turn, value, attempt))
        turn.memory.estimator.note_sent(arm_of(attempt.link, value), sent_at(attempt));
}

void note_not_sent(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    const bool was_first = attempt.parts.front().sent_times == 1;
    if (!was_first || !counts(turn, value, attempt)) return;
    turn.memory.estimator.note_outcome(arm_of(attempt.link, value), sent_at(attempt), arm_outcome::not_counted,
                                       turn.now.steady_ms);
}

void note_ended(turn& turn, const facts::message& value, const facts::attempt& attempt, attempt_state before) {
    if (!counts(turn, value, attempt) || sent_at(attempt) == 0) return;
    auto& estimator = turn.memory.estimator;
    const auto arm = arm_of(attempt.link, value);
    const bool is_delivered = attempt.state == attempt_state::delivered;
    if (before >= attempt_state::rejected || turn.memory.codes.is_given_up(value.id)) {
        if (is_delivered) estimator.note_late_delivery(arm, sent_at(attempt));
        return;
    }
    estimator.note_outcome(arm, sent_at(attempt), is_delivered ? arm_outcome::delivered : failure_of(attempt.reason),
                           turn.now.steady_ms);
}

void note_told(turn& turn, const facts::message& value, const facts::attempt& attempt, const told_by_receipt& by) {
    note_ended(turn, value, attempt, by.before);
    note_receipt(turn, value, attempt);
    const bool is_delivered = attempt.state == attempt_state::delivered;
    const bool is_subscribers = core::culprit_of(attempt.reason) == core::culprit::subscriber;
    if (!is_delivered && !is_subscribers) return;
    routing::receipt_note note{.recipient = routing::sticky_key_of(value.client, {value.recipient}).recipient,
                               .is_delivered = is_delivered,
                               .sent_ms = sent_at(attempt),
                               .dates = std::nullopt};
    if (by.submitted_utc != 0 && by.done_utc != 0)
        note.dates = routing::receipt_dates{.submit_ms = by.submitted_utc, .done_ms = by.done_utc};
    turn.memory.evidence.note(health_arm(attempt.link, value), note, turn.now.steady_ms);
}

void note_unread(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    if (tells_reading(turn, attempt)) turn.memory.reading.note_sent(arm_of(attempt.link, value), turn.now.steady_ms);
}

void note_was_read(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    if (!tells_reading(turn, attempt)) return;
    const auto delivered = turn.now.steady_ms - std::max<int64_t>(0, turn.now.utc_ms - attempt.delivered_utc);
    turn.memory.reading.note_outcome(arm_of(attempt.link, value), delivered, arm_outcome::delivered,
                                     turn.now.steady_ms);
}

void note_code_again(turn& turn, const facts::message& value) {
    const auto* const before = turn.memory.codes.last(value, turn.now.steady_ms);
    if (before == nullptr) return;
    const auto first = turn.memory.find(before->message);
    if (!first || first->value.attempts.size() != 1) return;
    const auto& attempt = first->value.attempts.front();
    ++turn.counters.codes_again[attempt.link];
    const bool is_open = attempt.state < attempt_state::delivered && sent_at(attempt) > 0;
    if (!is_open || !counts(turn, first->value, attempt)) return;
    if (turn.memory.codes.is_given_up(before->message)) return;
    turn.memory.codes.give_up(before->message);
    turn.memory.estimator.note_outcome(arm_of(attempt.link, first->value), sent_at(attempt), arm_outcome::failed,
                                       turn.now.steady_ms);
}

}  // namespace kaskad::engine
