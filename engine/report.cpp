#include "engine/report.hpp"

#include "core/mutant.hpp"
#include "engine/arrival.hpp"
#include "engine/attempt_events.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/delivery.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/codec.hpp"
#include "engine/learning.hpp"
#include "engine/money.hpp"
#include "engine/other_link.hpp"
#include "engine/queries.hpp"
#include "engine/receipts.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::part_state;

bool is_negative(part_state state) {
    return state >= part_state::rejected;
}

enum class effect_on_part : uint8_t { none, changed, conflict };

effect_on_part assign(facts::part& part, const report& said) {
    if (said.state == part_state::unknown || said.state == part.state) return effect_on_part::none;
    if (core::mutated(core::mutant::last_writer_wins)) {
        part.state = said.state;
        return effect_on_part::changed;
    }
    if (said.state == part_state::sent) {
        const bool earlier = part.state == part_state::accepted || facts::is_doubtful(part);
        if (!earlier) return effect_on_part::none;
        part.state = part_state::sent;
        return effect_on_part::changed;
    }
    if (part.state == part_state::delivered) {
        if (part.conflict) return effect_on_part::none;
        part.conflict = true;
        return effect_on_part::conflict;
    }
    // The first negative keeps its reason; a part nobody waited for any longer takes whatever comes.
    const bool was_negative = is_negative(part.state) && part.state != part_state::unknown;
    if (is_negative(said.state) && was_negative) return effect_on_part::none;
    part.state = said.state;
    return effect_on_part::changed;
}

facts::attempt_state failure_of(const report& said) {
    if (said.is_revoked) return facts::attempt_state::cancelled;
    return said.state == part_state::expired ? facts::attempt_state::expired : facts::attempt_state::undelivered;
}

facts::advance_cause cause_of_receipt(const facts::attempt& attempt, const report& said) {
    if (delivered_parts(attempt) > 0) return facts::advance_cause::partial;
    return said.state == part_state::expired ? facts::advance_cause::expired : facts::advance_cause::undelivered;
}

void settle(turn& turn, facts::message& draft, facts::attempt& attempt, const report& said, put_note note) {
    const auto count = delivered_parts(attempt);
    const bool delivered = count == attempt.parts.size();
    // The client counts as it was charged; another link may have needed more parts or fewer.
    const auto confirmed = delivered ? draft.parts : std::min(draft.parts, static_cast<uint16_t>(count));
    draft.parts_confirmed = std::max(draft.parts_confirmed, confirmed);
    const bool is_current = attempt.number == draft.attempts.size();
    const auto before = attempt.state;
    if (delivered) {
        attempt.state = facts::attempt_state::delivered;
        attempt.reason = core::reason::none;
        attempt.ended_utc = turn.now.utc_ms;
        if (before != attempt.state) note_told(turn, draft, attempt, {before, said.submitted_utc, said.done_utc});
        return arrive(turn, draft, attempt, said.is_read, std::move(note));
    } else if (is_negative(said.state) && attempt.state < facts::attempt_state::delivered) {
        attempt.state = failure_of(said);
        attempt.reason = said.reason;
        if (said.is_revoked) attempt.revoked = facts::revocation::revoked;
        attempt.ended_utc = turn.now.utc_ms;
        note_told(turn, draft, attempt, {before, said.submitted_utc, said.done_utc});
        const auto state =
            said.state == part_state::expired ? facts::message_state::expired : facts::message_state::failed;
        if (is_current && !facts::is_final(draft.state)) {
            note.reason = attempt.reason;
            if (go_elsewhere_told(turn, draft, note)) return;
            tell_attempt(turn, draft, attempt, facts::event_kind::attempt_failed);
            if (advance(turn, draft, cause_of_receipt(attempt, said), note)) return;
            return end_message(turn, draft, state, note.reason, std::move(note));
        }
    } else if (said.state == part_state::sent && attempt.state == facts::attempt_state::accepted) {
        attempt.state = facts::attempt_state::sent;
    }
    put(turn, std::move(draft), facts::fact_kind::receipt_matched, std::move(note));
}

// The doubt is over: nothing goes out again, and the parts that never left need not wait for that.
void end_doubt(turn& turn, facts::message& draft, const facts::attempt& attempt) {
    const bool is_current = attempt.number == draft.attempts.size();
    if (!is_current || has_part(attempt, part_state::in_doubt)) return;
    draft.wake_steady = has_part(attempt, part_state::pending) ? 0 : query_due(turn, draft);
    if (!has_part(attempt, part_state::pending)) draft.queue_link = {};  // it stood there to go out again
    const bool in_time = turn.now.steady_ms < draft.validity_steady && !facts::is_final(draft.state);
    if (!in_time || draft.queue_link || !has_part(attempt, part_state::pending)) return;
    queue_again(draft);
    turn.memory.ready_links.insert(draft.queue_link);
}

bool is_final(part_state state) {
    return state >= part_state::delivered && state != part_state::unknown;
}

// Some operators confirm one part of a long message: the parts they have, and say nothing of, are as that one.
void speak_for_others(turn& turn, facts::attempt& attempt, uint8_t speaker) {
    const auto link = turn.memory.links.find(attempt.link);
    if (link == turn.memory.links.end()) return;
    if (!smpp::is_for_all(receipts_of(link->second), speaker, attempt.parts.size())) return;
    const auto state = attempt.parts[speaker - 1U].state;
    for (auto& part : attempt.parts) {
        if (part.state != part_state::accepted && part.state != part_state::sent) continue;
        part.state = state;
        part.matched = facts::matched_by::part;
    }
}

}  // namespace

void apply(turn& turn, facts::message draft, const facts::part_ref& ref, const report& said) {
    auto& part = part_at(draft, ref);
    auto& attempt = attempt_at(draft, ref.attempt);
    put_note note{.attempt = ref.attempt,
                  .part = ref.part,
                  .link = said.link,
                  .note = said.stat + " " + said.err,
                  .evidence = said.evidence};
    if (is_final(said.state)) learn_receipted(turn, said.link, ref, attempt.parts.size());
    const bool was_doubtful = facts::is_doubtful(part);
    const auto delivered_before = delivered_parts(attempt);
    const auto effect = assign(part, said);
    if (effect == effect_on_part::none) {
        if (said.is_read && part.state == part_state::delivered)
            return note_read(turn, draft, attempt, std::move(note));
        ++turn.counters.receipts_repeated;
        return;
    }
    ++turn.counters.receipts[said.link][static_cast<size_t>(said.state)];
    part.matched = said.matched;
    if (effect == effect_on_part::conflict) {
        ++turn.counters.receipts_conflicting;
        return put(turn, std::move(draft), facts::fact_kind::receipt_conflict, std::move(note));
    }
    part.receipt_stat = said.stat;
    part.receipt_err = said.err;
    part.receipt_utc = turn.now.utc_ms;
    part.done_utc = said.done_utc;
    if (said.matched == facts::matched_by::address) {
        part.operator_id = said.key;
        turn.emit({.kind = facts::fact_kind::part_accepted,
                   .message = ref.message,
                   .attempt = ref.attempt,
                   .part = ref.part,
                   .link = said.link,
                   .note = "matched by address",
                   .changes = {{facts::operator_message{said.link, said.key, ref.message, ref.attempt, ref.part}}}});
    }
    if (was_doubtful) end_doubt(turn, draft, attempt);
    if (is_final(said.state)) speak_for_others(turn, attempt, ref.part);
    accrue_delivered(turn, draft, attempt, delivered_before);
    settle(turn, draft, attempt, said, std::move(note));
    // Now that its id is known, what else was parked under it is this part's too.
    if (said.matched == facts::matched_by::address) match_parked(turn, said.link, said.key);
}

void match_told(turn& turn, core::link_id link, const facts::part_ref& ref) {
    const auto terms = turn.memory.links.find(link);
    if (terms == turn.memory.links.end() || receipts_of(terms->second) == smpp::receipt_mode::each) return;
    auto message = turn.memory.find(ref.message);
    if (!message) return;
    auto& draft = message->value;
    auto& attempt = attempt_at(draft, ref.attempt);
    const auto told = std::ranges::find_if(attempt.parts, [](const facts::part& part) {
        return is_final(part.state) && part.matched != facts::matched_by::part;
    });
    if (told == attempt.parts.end()) return;
    const auto delivered_before = delivered_parts(attempt);
    speak_for_others(turn, attempt, told->number);
    if (part_at(draft, ref).state != told->state) return;
    accrue_delivered(turn, draft, attempt, delivered_before);
    const report said{.link = attempt.link, .state = told->state, .reason = attempt.reason};
    settle(turn, draft, attempt, said,
           {.attempt = ref.attempt, .part = ref.part, .link = attempt.link, .note = "as another part"});
}

}  // namespace kaskad::engine
