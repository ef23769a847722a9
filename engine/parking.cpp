#include "engine/parking.hpp"

#include "core/mutant.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

void drop_oldest(turn& turn, std::string why) {
    facts::parked_receipt gone;
    gone.id = turn.memory.parked.begin()->first;
    turn.emit({.kind = facts::fact_kind::expired_keys,
               .link = turn.memory.parked.begin()->second.link,
               .note = std::move(why),
               .changes = {{std::move(gone), true}}});
}

}  // namespace

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

facts::parked_receipt make_parked(const turn& turn, const facts::receipt_received& command, core::reason reason) {
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
            .reason = reason,
            .evidence = command.evidence};
}

void park(turn& turn, facts::parked_receipt receipt) {
    if (core::mutated(core::mutant::forget_parked_receipt)) return;
    while (turn.memory.parked.size() >= turn.limits.parked_receipts_max && !turn.is_long()) {
        ++turn.counters.parked_dropped;
        drop_oldest(turn, "too many parked receipts");
    }
    auto node = turn.memory.node;
    node.last_parked = receipt.id;
    ++turn.counters.receipts_parked[receipt.link];
    turn.emit({.kind = facts::fact_kind::receipt_parked,
               .link = receipt.link,
               .note = receipt.stat,
               .changes = {{std::move(receipt)}, {node}}});
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

void expire_parked(turn& turn) {
    const auto& parked = turn.memory.parked;
    while (!parked.empty() && parked.begin()->second.expires_steady <= turn.now.steady_ms && !turn.is_long())
        drop_oldest(turn, "parked receipt");
}

}  // namespace kaskad::engine
