#include "engine/channel_answers.hpp"
#include "engine/delivery.hpp"
#include "engine/parking.hpp"
#include "engine/receipts.hpp"
#include "engine/report.hpp"
#include "engine/responses.hpp"

#include <algorithm>
#include <optional>

// Reports of providers: found by our own name for the attempt, which they repeat, or by their name for the message;
// what nobody waits for yet is parked as a receipt is.

namespace kaskad::engine {

namespace {

using facts::part_state;

part_state part_state_of(facts::attempt_state state) {
    switch (state) {
        case facts::attempt_state::sent:
            return part_state::sent;
        case facts::attempt_state::delivered:
        case facts::attempt_state::read:
            return part_state::delivered;
        case facts::attempt_state::expired:
        case facts::attempt_state::cancelled:
            return part_state::expired;
        case facts::attempt_state::undelivered:
        case facts::attempt_state::rejected:
            return part_state::undelivered;
        default:
            return part_state::unknown;
    }
}

// By our own name for the attempt, which the provider repeats, or by its name for the message.
std::optional<facts::part_ref> find_reported(const turn& turn, const facts::channel_reported& command) {
    const auto named = turn.memory.find(command.part.message);
    const auto number = command.part.attempt;
    if (named && number >= 1 && number <= named->value.attempts.size()) {
        const auto& attempt = named->value.attempts[number - 1U];
        if (attempt.link == command.account && !attempt.parts.empty())
            return facts::part_ref{command.part.message, number, 1};
    }
    if (command.provider_id.empty()) return std::nullopt;
    const auto ref = turn.memory.operator_ids.find(command.account, command.provider_id);
    if (!ref) return std::nullopt;
    auto value = turn.memory.find(ref->message)->value;
    const bool is_its = attempt_at(value, ref->attempt).link == command.account &&
                        part_at(value, *ref).operator_id == command.provider_id;
    const bool is_too_late = turn.now.steady_ms > value.validity_steady + turn.limits.late_receipt_ms;
    return is_its && !is_too_late ? ref : std::nullopt;
}

// Whoever reports on what is still on the wire has taken it; the answer that says so may come, or be lost.
void take_for_accepted(turn& turn, const facts::channel_reported& command, const facts::part_ref& ref) {
    auto value = turn.memory.find(ref.message)->value;
    const auto& part = part_at(value, ref);
    if (part.state != part_state::submitting) return;
    respond(turn,
            {.bind = {command.account, part.bind, part.epoch},
             .part = ref,
             .command_status = 0,
             .operator_id = command.provider_id,
             .operator_key = command.provider_id},
            {.rule = {.action = retry_class::accepted}, .words = {}, .evidence = {}});
}

report report_of(const facts::channel_reported& command, const facts::part& part) {
    // What named the attempt brings the provider's own id along, where its answer was lost.
    const bool brings_id = part.operator_id.empty() && !command.provider_id.empty();
    return {.link = command.account,
            .state = part_state_of(command.state),
            .reason = command.reason,
            .stat = command.code,
            .err = command.text,
            .done_utc = command.done_utc,
            .matched = brings_id ? facts::matched_by::address : facts::matched_by::id,
            .key = command.provider_id,
            .evidence = command.evidence,
            .is_read = command.state == facts::attempt_state::read,
            .is_revoked = command.state == facts::attempt_state::cancelled};
}

facts::parked_receipt make_parked(const turn& turn, const facts::channel_reported& command) {
    return {.id = turn.memory.node.last_parked + 1,
            .link = command.account,
            .keys = {command.provider_id},
            .recipient = command.recipient,
            .state = part_state_of(command.state),
            .stat = command.code,
            .err = command.text,
            .done_utc = command.done_utc,
            .received_utc = turn.now.utc_ms,
            .expires_steady = turn.now.steady_ms + turn.limits.parked_receipt_ms,
            .reason = command.reason,
            .evidence = command.evidence,
            .is_read = command.state == facts::attempt_state::read};
}

// Its answer may be still on its way.
void park_report(turn& turn, const facts::channel_reported& command) {
    if (command.provider_id.empty()) {
        ++turn.counters.cascades.unknown_reports;
        return;
    }
    const auto made = make_parked(turn, command);
    const auto waiting = find_parked(turn.memory.parked_by_key, command.account, made.keys);
    const auto same = [&](uint64_t id) {
        const auto& known = turn.memory.parked.at(id);
        return known.state == made.state && known.is_read == made.is_read;
    };
    if (std::ranges::none_of(waiting, same)) park(turn, made);
}

// A state that means nothing to us changes nothing. What the provider said is kept with the message, for people.
void keep_words(turn& turn, const facts::channel_reported& command, const facts::part_ref& ref) {
    ++turn.counters.cascades.unknown_reports;
    auto value = turn.memory.find(ref.message)->value;
    put(turn, std::move(value), facts::fact_kind::receipt_repeated,
        {.attempt = ref.attempt,
         .part = ref.part,
         .link = command.account,
         .note = "means nothing to us: " + command.code,
         .evidence = command.evidence});
}

}  // namespace

void handle(turn& turn, const facts::channel_reported& command) {
    turn.send(facts::answer{command.reply_to, 0, facts::done{}});
    const auto ref = find_reported(turn, command);
    const bool is_understood = command.state != facts::attempt_state::unknown;
    if (ref && !is_understood) return keep_words(turn, command, *ref);
    if (!ref && !is_understood) {
        ++turn.counters.cascades.unknown_reports;
        return;
    }
    if (!ref) return park_report(turn, command);
    take_for_accepted(turn, command, *ref);
    auto value = turn.memory.find(ref->message)->value;
    const auto said = report_of(command, part_at(value, *ref));
    apply(turn, std::move(value), *ref, said);
    note_report(turn, command, *ref);
}

}  // namespace kaskad::engine
