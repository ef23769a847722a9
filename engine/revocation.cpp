#include "engine/revocation.hpp"

#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/claim.hpp"
#include "engine/dispatch.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/cascade_names.hpp"
#include "engine/facts/codec.hpp"
#include "engine/money.hpp"
#include "engine/step_content.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using facts::part_state;
using facts::revocation;

// The operator has it, and has said nothing of how it ended.
bool can_be_cancelled(const facts::part& part) {
    const bool is_open = part.state == part_state::accepted || part.state == part_state::sent;
    return is_open && !part.operator_id.empty();
}

bool can_be_asked(const turn& turn, const facts::message& draft, const facts::attempt& attempt) {
    if (attempt.step == 0 || !step_at(turn, draft, attempt.step).revokes) return false;
    const auto account = turn.memory.links.find(attempt.link);
    if (account == turn.memory.links.end() || !account->second.capability.revokes) return false;
    const bool is_waiting = attempt.state == attempt_state::accepted || attempt.state == attempt_state::sent;
    return is_waiting && attempt.revoked == revocation::none && std::ranges::any_of(attempt.parts, can_be_cancelled);
}

// SMPP 3.4 §4.9: the source address must be that of the submit_sm.
void cancel_parts(turn& turn, const facts::message& draft, const facts::attempt& attempt) {
    const auto& link = turn.memory.links.at(attempt.link);
    for (const auto& part : attempt.parts) {
        if (!can_be_cancelled(part)) continue;
        facts::cancel_part wish{attempt.link, {draft.id, attempt.number, part.number}, {}};
        wish.pdu.service_type = link.service_type;
        wish.pdu.message_id = part.operator_id;
        wish.pdu.source = source_of(link, draft);
        wish.pdu.destination = destination_of(link, draft);
        turn.send(std::move(wish));
    }
}

void ask(turn& turn, const facts::message& draft, facts::attempt& attempt) {
    attempt.revoked = revocation::asked;
    if (attempt.channel == core::channel::sms) return cancel_parts(turn, draft, attempt);
    turn.send(facts::revoke_over_channel{.account = attempt.link,
                                         .part = {draft.id, attempt.number, 1},
                                         .provider_id = attempt.parts.front().operator_id,
                                         .recipient = draft.recipient,
                                         .address = address_for(turn, draft, texts_of(turn, draft.id))});
}

facts::attempt* find_asked(facts::message& draft, const facts::revoke_answered& command) {
    const auto number = command.part.attempt;
    if (number == 0 || number > draft.attempts.size()) return nullptr;
    auto& attempt = draft.attempts[number - 1U];
    const bool is_its = attempt.link == command.account && attempt.revoked == revocation::asked;
    const bool has_part = command.part.part > 0 && command.part.part <= attempt.parts.size();
    return is_its && has_part ? &attempt : nullptr;
}

// Notes what became of one part. What became of the attempt: it is taken back with its last part, and cannot be any
// more with the first that cannot.
revocation take_part_answer(facts::attempt& attempt, const facts::revoke_answered& command) {
    if (command.result != revocation::revoked) return command.result;
    auto& part = attempt.parts[command.part.part - 1U];
    if (can_be_cancelled(part)) part.state = part_state::undelivered;
    return std::ranges::any_of(attempt.parts, can_be_cancelled) ? revocation::asked : revocation::revoked;
}

// It will not arrive. What comes nevertheless counts as ever.
void take_back(turn& turn, facts::message& draft, facts::attempt& attempt, bool is_refunded) {
    if (attempt.state >= attempt_state::delivered) return;
    attempt.state = attempt_state::cancelled;
    if (attempt.reason == core::reason::none) attempt.reason = core::reason::revoked;
    attempt.ended_utc = turn.now.utc_ms;
    if (is_refunded) refund(turn, draft, attempt);
}

}  // namespace

bool is_on_its_way(const facts::attempt& attempt) {
    if (attempt.state >= attempt_state::rejected && attempt.state != attempt_state::unknown) return false;
    return std::ranges::any_of(attempt.parts, facts::is_on_its_way);
}

void refund(turn& turn, facts::message& draft, facts::attempt& attempt) {
    const bool was_billed = !attempt.parts.empty() && attempt.parts.front().sent_times > 0;
    if (attempt.is_refunded || !was_billed) return;
    attempt.is_refunded = true;
    reverse_accrual(turn, draft, attempt, "refunded");
}

bool revoke_step(turn& turn, facts::message& draft, uint8_t step) {
    bool is_asked = false;
    for (auto& attempt : draft.attempts) {
        if (attempt.step != step || !can_be_asked(turn, draft, attempt)) continue;
        ask(turn, draft, attempt);
        is_asked = true;
    }
    return is_asked;
}

void revoke_others(turn& turn, facts::message& draft, uint8_t delivered) {
    for (auto& attempt : draft.attempts) {
        if (attempt.number != delivered && can_be_asked(turn, draft, attempt)) ask(turn, draft, attempt);
    }
}

void handle(turn& turn, const facts::revoke_answered& command) {
    auto found = turn.memory.find(command.part.message);
    if (!found) return;
    auto& draft = found->value;
    auto* attempt = find_asked(draft, command);
    if (!attempt) return;
    attempt->revoked = take_part_answer(*attempt, command);
    const auto result = attempt->revoked;
    if (result == revocation::revoked) take_back(turn, draft, *attempt, command.is_refunded);
    const auto number = attempt->number;
    const bool is_waited_for = draft.revoke_until_steady > 0 && !facts::is_final(draft.state);
    const auto id = draft.id;
    // Too late means that it arrived, asked that a report will tell: it is waited for as long as was meant.
    const bool is_known = result == revocation::revoked || result == revocation::failed;
    if (is_waited_for && is_known) draft.revoke_until_steady = turn.now.steady_ms;
    put(turn, std::move(draft), facts::fact_kind::attempt_revoked,
        {.attempt = number, .link = command.account, .note = std::string{facts::to_string(command.result)}});
    auto now = turn.memory.find(id)->value;
    if (is_waited_for) fire_step(turn, now);
    // Nothing is left that could arrive.
    const bool is_over = now.is_stopped && !facts::is_final(now.state) && !is_with_operator(now);
    if (is_over) end_cascade(turn, now, now.stopped_by);
}

void handle(turn& turn, const facts::stop_message& command) {
    auto found = find_claimed(turn.memory, command.claim);
    if (!found) return turn.send(facts::answer{command.reply_to, 0, no_such_message()});
    if (found->cascade == 0 || facts::is_final(found->state) || found->is_stopped) {
        const auto why = found->cascade == 0 ? "it goes by no cascade" : "it has ended, or was stopped before";
        const facts::refusal no{facts::refusal_code::not_stoppable, "", why};
        return turn.send(facts::answer{command.reply_to, 0, no});
    }
    const auto id = found->id;
    stop(turn, *found, core::reason::stopped_by_client, command.why);
    turn.send(facts::answer{command.reply_to, 0, status_of(turn.memory.find(id)->value)});
}

}  // namespace kaskad::engine
