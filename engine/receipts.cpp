#include "engine/receipts.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/delivery.hpp"
#include "engine/events.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/codec.hpp"
#include "engine/learning.hpp"
#include "engine/money.hpp"
#include "engine/network_learning.hpp"
#include "engine/operator_code.hpp"
#include "engine/other_link.hpp"
#include "engine/parking.hpp"
#include "engine/queries.hpp"
#include "smpp/status.hpp"

#include <algorithm>
#include <optional>

namespace kaskad::engine {

namespace {

using facts::part_state;

constexpr int64_t SUBMIT_DATE_TOLERANCE_MS = 120'000;
// As much of a number as two must share to be the same: an operator may leave out or add a country code.
constexpr size_t SHARED_DIGITS_MIN = 7;

// What a receipt says, whether it came just now or was parked.
struct report {
    core::link_id link;
    part_state state = part_state::unknown;
    core::reason reason = core::reason::none;
    std::string stat;
    std::string err;
    int64_t submitted_utc = 0;
    int64_t done_utc = 0;
    facts::matched_by matched = facts::matched_by::id;
    std::string key;  // adopted as the operator's id when matched by address
    std::string evidence;
};

const std::string& key_of(const facts::part& part) {
    return part.operator_key.empty() ? part.operator_id : part.operator_key;
}

bool is_same_number(std::string_view one, std::string_view other) {
    const auto shorter = std::min(one.size(), other.size());
    return shorter >= SHARED_DIGITS_MIN && (one.ends_with(other) || other.ends_with(one));
}

struct awaited_part {
    facts::part_ref ref;
    facts::message message;
};

// The message whose part has this key. Long after its end an id may be another's: operators use ids again.
std::optional<awaited_part> find_awaited(const turn& turn, core::link_id link, const std::string& key) {
    const auto ref = turn.memory.operator_ids.find(link, key);
    if (!ref) return std::nullopt;
    auto message = turn.memory.find(ref->message);
    ASSERT(message.has_value());
    auto& value = message->value;
    const bool is_its = attempt_at(value, ref->attempt).link == link && key_of(part_at(value, *ref)) == key;
    if (!is_its || turn.now.steady_ms > value.validity_steady + turn.limits.late_receipt_ms) return std::nullopt;
    return awaited_part{*ref, std::move(value)};
}

// Where the link's notation of ids is still to be found out, a key is a guess that the recipient must confirm.
std::optional<awaited_part> find_awaited(turn& turn, const facts::receipt_received& command) {
    const auto link = command.bind.link;
    for (size_t index = 0; index < command.keys.size(); ++index) {
        auto found = find_awaited(turn, link, command.keys[index]);
        if (!found || command.relations.empty()) {
            if (found) return found;
            continue;
        }
        const auto relation = command.relations[index];
        const bool is_same = is_same_number(command.recipient, found->message.recipient);
        if (is_same) learn_relation(turn, link, relation);
        if (is_same || relation == turn.memory.links.at(link).learnt_ids) return found;
    }
    return std::nullopt;
}

bool fits(const turn& turn, const facts::parked_receipt& receipt, const facts::part_ref& ref) {
    auto message = turn.memory.find(ref.message);
    if (!message) return false;
    const auto& part = part_at(message->value, ref);
    if (!facts::is_doubtful(part)) return false;
    if (receipt.submitted_utc == 0) return true;
    return std::abs(receipt.submitted_utc - part.submitted_utc) <= SUBMIT_DATE_TOLERANCE_MS;
}

bool quotes(const turn& turn, const facts::parked_receipt& receipt, const facts::part_ref& ref) {
    const bool sender = receipt.sender.empty() || receipt.sender == turn.memory.find(ref.message)->value.sender;
    const auto quoted = std::string_view{receipt.text}.substr(0, QUOTED_TEXT_OCTETS);
    return sender && (quoted.empty() || turn.memory.messages.text_of(ref.message).starts_with(quoted));
}

// Exactly one part in doubt may be meant; sender and text break ties; two that fit match nothing.
std::optional<facts::part_ref> find_by_address(const turn& turn, const facts::parked_receipt& receipt) {
    const auto [first, last] = turn.memory.doubts.equal_range(operator_key(receipt.link, receipt.recipient));
    std::vector<facts::part_ref> candidates;
    for (auto entry = first; entry != last; ++entry) {
        if (fits(turn, receipt, entry->second)) candidates.push_back(entry->second);
    }
    if (candidates.size() > 1) {
        std::erase_if(candidates, [&](const facts::part_ref& ref) { return !quotes(turn, receipt, ref); });
    }
    if (candidates.size() != 1) return std::nullopt;
    return candidates.front();
}

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
        const bool again = draft.state == facts::message_state::delivered;
        if (!again) {
            withdraw_others(turn, draft, attempt);
            return end_message(turn, draft, facts::message_state::delivered, core::reason::none, std::move(note));
        }
        if (is_delivered_by_another(draft, attempt)) {
            draft.possible_duplicate = true;
            note.note += ", delivered before over another link";
        }
    } else if (is_negative(said.state) && attempt.state < facts::attempt_state::delivered) {
        attempt.state =
            said.state == part_state::expired ? facts::attempt_state::expired : facts::attempt_state::undelivered;
        attempt.reason = said.reason;
        attempt.ended_utc = turn.now.utc_ms;
        note_told(turn, draft, attempt, {before, said.submitted_utc, said.done_utc});
        const auto state =
            said.state == part_state::expired ? facts::message_state::expired : facts::message_state::failed;
        if (is_current && !facts::is_final(draft.state)) {
            note.reason = attempt.reason;
            if (go_elsewhere_told(turn, draft, note)) return;
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

report report_of(const facts::parked_receipt& parked, facts::matched_by matched) {
    return {.link = parked.link,
            .state = parked.state,
            .reason = parked.reason,
            .stat = parked.stat,
            .err = parked.err,
            .submitted_utc = parked.submitted_utc,
            .done_utc = parked.done_utc,
            .matched = matched,
            .key = parked.keys.empty() ? "" : parked.keys.front(),
            .evidence = parked.evidence};
}

// What an operator said in a receipt, or when it was asked.
template <typename Command>
report report_of(const Command& command, core::reason reason, facts::matched_by matched) {
    return {.link = command.bind.link,
            .state = command.state,
            .reason = reason,
            .stat = command.stat,
            .err = command.err,
            .done_utc = command.done_utc,
            .matched = matched,
            .key = {},
            .evidence = command.evidence};
}

// Codes that mean nothing to us are counted, so that a person can map them.
core::reason read_reason(turn& turn, core::link_id id, part_state state, const operator_code& code) {
    const auto link = turn.memory.links.find(id);
    if (link == turn.memory.links.end()) return core::reason::unknown;
    const auto meaning = meaning_of_receipt(link->second.reasons, code, state);
    if (!meaning.is_known) turn.counters.unmapped.note(link->first, code, meaning.reason, turn.now.utc_ms);
    return meaning.reason;
}

bool ids_are_guessed(const world& memory, core::link_id link) {
    const auto found = memory.links.find(link);
    return found != memory.links.end() && found->second.ids == smpp::id_mode::automatic;
}

}  // namespace

bool is_known(const world& memory, const facts::receipt_received& command) {
    const auto knows = [&](const std::string& key) {
        return memory.operator_ids.find(command.bind.link, key).has_value();
    };
    // A later one is only a guess: the message of the first may be in the database.
    if (!command.relations.empty()) return knows(command.keys.front());
    return std::ranges::any_of(command.keys, knows);
}

void handle(turn& turn, const facts::receipt_received& command) {
    // Answered in any case: an operator that gets no deliver_sm_resp repeats it for days (smpp.md K17).
    turn.send(facts::answer_deliver{command.bind, command.sequence_number, command.data_sm, 0});
    const auto link = command.bind.link;
    const operator_code code{.stat = command.stat, .err = command.err, .network = command.network};
    const auto reason = read_reason(turn, link, command.state, code);
    if (auto awaited = find_awaited(turn, command)) {
        auto said = report_of(command, reason, facts::matched_by::id);
        said.submitted_utc = command.submitted_utc;
        learn_from_receipt(turn, command, awaited->message.recipient);
        return apply(turn, std::move(awaited->message), awaited->ref, said);
    }
    auto receipt = make_parked(turn, command, reason);
    if (const auto doubtful = find_by_address(turn, receipt)) {
        return apply(turn, turn.memory.find(doubtful->message)->value, *doubtful,
                     report_of(receipt, facts::matched_by::address));
    }
    // The same receipt once more, still unknown: one parked copy of each state is enough.
    const auto waiting = find_parked(turn.memory.parked_by_key, link, command.keys);
    const auto same = [&](uint64_t id) { return turn.memory.parked.at(id).state == command.state; };
    if (std::ranges::any_of(waiting, same)) return;
    park(turn, std::move(receipt));
}

void handle(turn& turn, const facts::query_answered& command) {
    const auto link = command.bind.link;
    const auto status = static_cast<smpp::command_status>(command.command_status);
    if (status != smpp::command_status::rok) ++turn.counters.queries_refused;
    if (status == smpp::command_status::rinvcmdid) turn.memory.link_at(link).queries.refuse();
    auto message = turn.memory.find(command.part.message);
    if (!message || command.state == part_state::unknown) return;
    auto& draft = message->value;
    const bool is_its = command.part.attempt >= 1 && command.part.attempt <= draft.attempts.size() &&
                        attempt_at(draft, command.part.attempt).link == link;
    if (!is_its || part_at(draft, command.part).operator_id.empty()) return;
    const auto reason = read_reason(turn, link, command.state, {.stat = command.stat, .err = command.err});
    apply(turn, std::move(draft), command.part, report_of(command, reason, facts::matched_by::query));
}

void match_parked(turn& turn, core::link_id link, const std::string& key) {
    for (const auto id : find_parked(turn.memory.parked_by_key, link, {key})) {
        const auto ref = turn.memory.operator_ids.find(link, key);
        if (!ref) return;
        const auto receipt = turn.memory.parked.at(id);
        auto message = turn.memory.find(ref->message)->value;
        const bool is_guess = receipt.keys.size() > 1 && ids_are_guessed(turn.memory, link);
        if (is_guess && !is_same_number(receipt.recipient, message.recipient)) continue;
        unpark(turn, receipt, *ref);
        apply(turn, std::move(message), *ref, report_of(receipt, facts::matched_by::id));
    }
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

void match_parked_by_address(turn& turn, core::link_id link, const std::string& recipient) {
    for (const auto id : find_parked(turn.memory.parked_by_address, link, {recipient})) {
        const auto receipt = turn.memory.parked.at(id);
        const auto ref = find_by_address(turn, receipt);
        if (!ref) continue;
        unpark(turn, receipt, *ref);
        apply(turn, turn.memory.find(ref->message)->value, *ref, report_of(receipt, facts::matched_by::address));
        return;
    }
}

}  // namespace kaskad::engine
