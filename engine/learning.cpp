#include "engine/learning.hpp"

#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

void record(turn& turn, facts::link learnt, std::string what) {
    const auto id = learnt.id;
    turn.send(facts::publish_link{learnt, !learnt.enabled});
    turn.emit({.kind = facts::fact_kind::link_learnt,
               .link = id,
               .note = std::move(what),
               .changes = changes_of(std::move(learnt))});
}

}  // namespace

smpp::receipt_mode receipts_of(const facts::link& link) {
    return link.receipts == smpp::receipt_mode::automatic ? link.learnt_receipts : link.receipts;
}

void learn_relation(turn& turn, core::link_id link, smpp::id_relation relation) {
    auto& tally = turn.memory.link_at(link).relations;
    tally.note(relation);
    const auto verdict = tally.take_verdict();
    auto known = turn.memory.links.at(link);
    if (!verdict || *verdict == known.learnt_ids) return;
    known.learnt_ids = *verdict;
    record(turn, std::move(known), "ids: " + std::string{smpp::to_string(*verdict)});
}

void learn_receipted(turn& turn, core::link_id link, const facts::part_ref& part, size_t parts) {
    const auto known = turn.memory.links.find(link);
    const bool is_watched = known != turn.memory.links.end() && known->second.receipts == smpp::receipt_mode::automatic;
    if (!is_watched || parts < 2) return;
    const receipt_habit::sighting seen{part.message, part.attempt, part.part, parts};
    turn.memory.link_at(link).habit.note(seen, turn.now.steady_ms);
}

void judge_receipts(turn& turn) {
    for (auto& [id, state] : turn.memory.link_states) {
        const auto verdict = state->habit.judge(turn.limits.receipt_maturity_ms, turn.now.steady_ms);
        const auto link = turn.memory.links.find(id);
        if (!verdict || link == turn.memory.links.end() || *verdict == link->second.learnt_receipts) continue;
        auto known = link->second;
        known.learnt_receipts = *verdict;
        record(turn, std::move(known), "receipts: " + std::string{smpp::to_string(*verdict)});
    }
}

}  // namespace kaskad::engine
