#include "engine/receipts.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/delivery.hpp"
#include "engine/events.hpp"
#include "engine/facts/codec.hpp"
#include "engine/money.hpp"

#include <algorithm>
#include <optional>

namespace kaskad::engine {

namespace {

using facts::part_state;

constexpr int64_t SUBMIT_DATE_TOLERANCE_MS = 120'000;
constexpr size_t QUOTED_TEXT_OCTETS = 20;

// What a receipt says, whether it came just now or was parked.
struct report {
    core::link_id link;
    part_state state = part_state::unknown;
    core::reason reason = core::reason::none;
    std::string stat;
    std::string err;
    int64_t done_utc = 0;
    facts::matched_by matched = facts::matched_by::id;
    std::string key;  // adopted as the operator's id when matched by address
};

std::optional<facts::part_ref> find_by_key(const world& memory, core::link_id link,
                                           const std::vector<std::string>& keys) {
    for (const auto& key : keys) {
        if (const auto found = memory.operator_ids.find(link, key)) return found;
    }
    return std::nullopt;
}

const std::string& key_of(const facts::part& part) {
    return part.operator_key.empty() ? part.operator_id : part.operator_key;
}

// The message whose part has one of the keys. Long after its end an id may be another's: operators use ids again.
std::optional<facts::message> find_awaited(const turn& turn, core::link_id link, const std::vector<std::string>& keys,
                                           const facts::part_ref& ref) {
    auto message = turn.memory.find(ref.message);
    ASSERT(message.has_value());
    auto& value = message->value;
    const auto& key = key_of(part_at(value, ref));
    const bool is_its = attempt_at(value, ref.attempt).link == link && std::ranges::find(keys, key) != keys.end();
    if (!is_its || turn.now.steady_ms > value.validity_steady + turn.limits.late_receipt_ms) return std::nullopt;
    return std::move(value);
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

core::reason reason_of(const report& said) {
    if (said.reason != core::reason::none) return said.reason;
    switch (said.state) {
        case part_state::expired:
            return core::reason::validity_expired;
        case part_state::rejected:
            return core::reason::rejected_by_network;
        case part_state::undelivered:
            return core::reason::undeliverable;
        default:
            return core::reason::unknown;
    }
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
    const auto count = std::ranges::count(attempt.parts, part_state::delivered, &facts::part::state);
    const bool delivered = static_cast<size_t>(count) == attempt.parts.size();
    // The client counts as it was charged; another link may have needed more parts or fewer.
    const auto confirmed = delivered ? draft.parts : std::min(draft.parts, static_cast<uint16_t>(count));
    draft.parts_confirmed = std::max(draft.parts_confirmed, confirmed);
    const bool is_current = attempt.number == draft.attempts.size();
    if (delivered) {
        attempt.state = facts::attempt_state::delivered;
        attempt.reason = core::reason::none;
        attempt.ended_utc = turn.now.utc_ms;
        const bool again = draft.state == facts::message_state::delivered;
        if (!again) {
            return end_message(turn, draft, facts::message_state::delivered, core::reason::none, std::move(note));
        }
    } else if (is_negative(said.state) && attempt.state < facts::attempt_state::delivered) {
        attempt.state =
            said.state == part_state::expired ? facts::attempt_state::expired : facts::attempt_state::undelivered;
        attempt.reason = reason_of(said);
        attempt.ended_utc = turn.now.utc_ms;
        const auto state =
            said.state == part_state::expired ? facts::message_state::expired : facts::message_state::failed;
        if (is_current && !facts::is_final(draft.state)) {
            return end_message(turn, draft, state, attempt.reason, std::move(note));
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
    draft.wake_steady = 0;
    if (!has_part(attempt, part_state::pending)) draft.queue_link = {};  // it stood there to go out again
    const bool in_time = turn.now.steady_ms < draft.validity_steady && !facts::is_final(draft.state);
    if (!in_time || draft.queue_link || !has_part(attempt, part_state::pending)) return;
    queue_again(draft);
    turn.memory.ready_links.insert(draft.queue_link);
}

void apply(turn& turn, facts::message draft, const facts::part_ref& ref, const report& said) {
    auto& part = part_at(draft, ref);
    auto& attempt = attempt_at(draft, ref.attempt);
    put_note note{.attempt = ref.attempt, .part = ref.part, .link = said.link, .note = said.stat + " " + said.err};
    const bool was_doubtful = facts::is_doubtful(part);
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
    std::vector<facts::change> changes;
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
    settle(turn, draft, attempt, said, std::move(note));
    // Now that its id is known, what else was parked under it is this part's too.
    if (said.matched == facts::matched_by::address) match_parked(turn, said.link, said.key);
}

facts::parked_receipt park_of(const turn& turn, const facts::receipt_received& command) {
    return {.id = turn.memory.node.last_parked + 1,
            .link = command.bind.link,
            .keys = command.keys,
            .recipient = command.recipient,
            .sender = command.sender,
            .text = command.text.substr(0, QUOTED_TEXT_OCTETS),
            .state = command.state,
            .stat = command.stat,
            .err = command.err,
            .submitted_utc = command.submitted_utc,
            .done_utc = command.done_utc,
            .received_utc = turn.now.utc_ms,
            .expires_steady = turn.now.steady_ms + turn.limits.parked_receipt_ms,
            .reason = command.reason};
}

report report_of(const facts::parked_receipt& parked, facts::matched_by matched) {
    return {.link = parked.link,
            .state = parked.state,
            .reason = parked.reason,
            .stat = parked.stat,
            .err = parked.err,
            .done_utc = parked.done_utc,
            .matched = matched,
            .key = parked.keys.empty() ? "" : parked.keys.front()};
}

using parked_index = std::unordered_multimap<std::string, uint64_t>;

// In the order in which they came.
std::vector<uint64_t> find_parked(const parked_index& index, core::link_id link, const std::vector<std::string>& keys) {
    std::vector<uint64_t> result;
    for (const auto& key : keys) {
        const auto [first, last] = index.equal_range(operator_key(link, key));
        for (auto entry = first; entry != last; ++entry)
            result.push_back(entry->second);
    }
    std::ranges::sort(result);
    const auto repeated = std::ranges::unique(result);
    result.erase(repeated.begin(), repeated.end());
    return result;
}

void unpark(turn& turn, const facts::parked_receipt& receipt, const facts::part_ref& ref) {
    facts::parked_receipt gone;
    gone.id = receipt.id;
    turn.emit({.kind = facts::fact_kind::receipt_matched,
               .message = ref.message,
               .attempt = ref.attempt,
               .part = ref.part,
               .link = receipt.link,
               .note = "was parked",
               .changes = {{std::move(gone), true}}});
}

void park(turn& turn, facts::parked_receipt receipt) {
    if (core::mutated(core::mutant::forget_parked_receipt)) return;
    auto node = turn.memory.node;
    node.last_parked = receipt.id;
    ++turn.counters.receipts_parked;
    turn.emit({.kind = facts::fact_kind::receipt_parked,
               .link = receipt.link,
               .note = receipt.stat,
               .changes = {{std::move(receipt)}, {node}}});
}

}  // namespace

bool is_known(const world& memory, core::link_id link, const std::vector<std::string>& keys) {
    return find_by_key(memory, link, keys).has_value();
}

void handle(turn& turn, const facts::receipt_received& command) {
    // Answered in any case: an operator that gets no deliver_sm_resp repeats it for days (smpp.md K17).
    turn.send(facts::answer_deliver{command.bind, command.sequence_number, command.data_sm, 0});
    const auto link = command.bind.link;
    const auto ref = find_by_key(turn.memory, link, command.keys);
    auto awaited = ref ? find_awaited(turn, link, command.keys, *ref) : std::nullopt;
    if (awaited) {
        return apply(turn, std::move(*awaited), *ref,
                     {.link = link,
                      .state = command.state,
                      .reason = command.reason,
                      .stat = command.stat,
                      .err = command.err,
                      .done_utc = command.done_utc});
    }
    auto receipt = park_of(turn, command);
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

void match_parked(turn& turn, core::link_id link, const std::string& key) {
    for (const auto id : find_parked(turn.memory.parked_by_key, link, {key})) {
        const auto ref = find_by_key(turn.memory, link, {key});
        if (!ref) return;
        const auto receipt = turn.memory.parked.at(id);
        unpark(turn, receipt, *ref);
        apply(turn, turn.memory.find(ref->message)->value, *ref, report_of(receipt, facts::matched_by::id));
    }
}

void expire_parked(turn& turn) {
    auto& parked = turn.memory.parked;
    while (!parked.empty() && parked.begin()->second.expires_steady <= turn.now.steady_ms && !turn.is_long()) {
        facts::parked_receipt gone;
        gone.id = parked.begin()->first;
        turn.emit(
            {.kind = facts::fact_kind::expired_keys, .note = "parked receipt", .changes = {{std::move(gone), true}}});
    }
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
