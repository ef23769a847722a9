#include "engine/receipts.hpp"

#include "core/assert.hpp"
#include "engine/delivery.hpp"
#include "engine/facts/codec.hpp"
#include "engine/learning.hpp"
#include "engine/network_learning.hpp"
#include "engine/operator_code.hpp"
#include "engine/parking.hpp"
#include "engine/report.hpp"
#include "smpp/status.hpp"

#include <algorithm>
#include <optional>

namespace kaskad::engine {

namespace {

using facts::part_state;

constexpr int64_t SUBMIT_DATE_TOLERANCE_MS = 120'000;
// As much of a number as two must share to be the same: an operator may leave out or add a country code.
constexpr size_t SHARED_DIGITS_MIN = 7;

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
    std::optional<awaited_part> found;
    const auto ref = turn.memory.operator_ids.find(link, key);
    if (!ref) return found;
    auto message = turn.memory.find(ref->message);
    ASSERT(message.has_value());
    auto& value = message->value;
    const bool is_its = attempt_at(value, ref->attempt).link == link && key_of(part_at(value, *ref)) == key;
    const bool is_late = turn.now.steady_ms > value.validity_steady + turn.limits.late_receipt_ms;
    if (is_its && !is_late) found.emplace(*ref, std::move(value));
    return found;
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

// Exactly one part in doubt may be meant; sender and text break ties; two that fit match nothing. Providers of channels
// say no submit date: theirs may be about any message to the person.
std::optional<facts::part_ref> find_by_address(const turn& turn, const facts::parked_receipt& receipt) {
    const auto account = turn.memory.links.find(receipt.link);
    if (account != turn.memory.links.end() && account->second.channel != core::channel::sms) return std::nullopt;
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
            .evidence = parked.evidence,
            .is_read = parked.is_read};
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
