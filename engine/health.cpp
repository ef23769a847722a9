#include "engine/health.hpp"

#include "engine/holds.hpp"
#include "engine/route_question.hpp"
#include "engine/suppliers.hpp"
#include "routing/codes.hpp"
#include "routing/ejection.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using routing::response_outcome;

constexpr int64_t WINDOW_MS = 60'000;  // of attempts whose positives are missed
constexpr int64_t SLOT_MS = 10'000;    // the estimator's windows are whole slots
constexpr int64_t IDLE_MS = 900'000;   // then an arm is not watched any more
constexpr size_t JUDGED_MAX = 64;      // in one go
constexpr int64_t FORGET_EACH_MS = 60'000;

routing::flow_key flow_of(const facts::message& value, core::link_id link) {
    return {health_arm(link, value), value.sender, value.client};
}

int64_t sent_at(const facts::attempt& attempt) {
    return attempt.parts.empty() ? 0 : attempt.parts.front().submitted_steady;
}

response_outcome outcome_of(core::reason reason) {
    if (reason == core::reason::none) return response_outcome::taken;
    const bool asks_for_less = reason == core::reason::link_throttled || reason == core::reason::link_queue_full;
    const bool is_links = core::culprit_of(reason) == core::culprit::link;
    return is_links && !asks_for_less ? response_outcome::link_error : response_outcome::refused;
}

// Those that could carry the network's messages, and those of them that are left out now.
routing::network_links links_of(const turn& turn, const routing::arm_key& learnt) {
    const auto network = network_in(learnt);
    const auto key = routing::network_key_of(network);
    routing::network_links found;
    for (const auto& [id, link] : turn.memory.links) {
        const auto state = turn.memory.link_states.find(id);
        const bool is_bound = state != turn.memory.link_states.end() && state->second->is_bound();
        if (!takes_new(link) || !is_bound || !turn.memory.prices.serves(id, network, turn.now.utc_ms)) continue;
        ++found.usable;
        const routing::link_network arm{id, key};
        if (!turn.memory.health.breakers.ask(arm, turn.now.steady_ms, 0).admits) ++found.ejected;
    }
    return found;
}

bool is_open(const turn& turn, const routing::link_network& arm) {
    return turn.memory.health.breakers.ask(arm, turn.now.steady_ms, 0).state == routing::breaker_state::open;
}

void act(turn& turn, const routing::link_network& arm, const routing::ejection_verdict& verdict,
         const routing::positives_surprise& seen) {
    if (verdict.action == routing::ejection_action::none) return;
    auto& health = turn.memory.health;
    auto& counts = turn.counters.health[arm.link];
    switch (verdict.action) {
        case routing::ejection_action::none:
            return;
        case routing::ejection_action::block_senders:
            for (const auto& sender : verdict.senders)
                health.blocks.block({arm, sender.sender, sender.client}, turn.now.steady_ms);
            counts.senders_blocked += verdict.senders.size();
            return;
        case routing::ejection_action::eject:
            if (is_open(turn, arm)) return;
            health.breakers.note_surprise(arm, seen, turn.now.steady_ms);
            if (is_open(turn, arm)) ++counts.ejected;
            return;
        case routing::ejection_action::keep:
            ++counts.kept;
            return;
    }
}

void judge(turn& turn, const routing::link_network& arm) {
    auto& memory = turn.memory;
    const auto now = turn.now.steady_ms;
    const auto watched = memory.health.arms.find(arm);
    if (watched == memory.health.arms.end()) return;
    const auto& learnt = watched->second.learnt;
    const double chance = memory.estimator.usual(learnt);
    const auto judged_from = memory.health.breakers.judged_from_ms(arm);
    const auto flows = memory.health.flows.view(
        arm, {.chance = chance, .law = &memory.estimator.law(learnt), .from_ms = judged_from}, now);
    const auto verdict = routing::judge_collapse(flows, links_of(turn, learnt));
    const auto window = std::min(WINDOW_MS, now - judged_from - SLOT_MS);
    if (verdict.action == routing::ejection_action::eject && window <= 0) return;
    act(turn, arm, verdict, {memory.estimator.surprise(learnt, chance, window, now), now - window - SLOT_MS});
}

void note_watched(turn& turn, const routing::link_network& arm, routing::arm_key learnt) {
    auto& arms = turn.memory.health.arms;
    if (arms.size() >= route_health::WATCHED_MAX && !arms.contains(arm)) return;
    arms.insert_or_assign(arm, route_health::watched{std::move(learnt), turn.now.steady_ms});
}

}  // namespace

routing::link_network health_arm(core::link_id link, const facts::message& value) {
    return {link, network_of(value)};
}

bool is_left_out(const turn& turn, const routing::link_network& arm, const facts::message& value, uint64_t chance_key) {
    auto& health = turn.memory.health;
    if (!health.breakers.ask(arm, turn.now.steady_ms, chance_key).admits) return true;
    if (health.blocks.size() == 0) return false;
    return health.blocks.blocked_until_ms({arm, value.sender, value.client}, turn.now.steady_ms) > 0;
}

void note_chosen(turn& turn, const facts::message& value, core::link_id link) {
    turn.memory.health.breakers.note_attempt(health_arm(link, value), turn.now.steady_ms);
}

void note_response(turn& turn, const facts::message& value, const facts::attempt& attempt, core::reason reason) {
    auto& health = turn.memory.health;
    const auto now = turn.now.steady_ms;
    const auto outcome = outcome_of(reason);
    const auto flow = flow_of(value, attempt.link);
    health.breakers.note_response(flow.arm, outcome, sent_at(attempt), now);
    if (reason == core::reason::link_out_of_credit) note_out_of_credit(turn, attempt.link);
    if (outcome == response_outcome::taken) {
        health.flows.note_taken(flow, now);
        note_watched(turn, flow.arm, arm_of(attempt.link, value));
    } else if (core::culprit_of(reason) == core::culprit::sender) {
        note_watched(turn, flow.arm, arm_of(attempt.link, value));
        health.flows.note_refused(flow, now);
    }
}

void note_receipt(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    auto& health = turn.memory.health;
    const auto now = turn.now.steady_ms;
    const auto flow = flow_of(value, attempt.link);
    if (attempt.state == facts::attempt_state::delivered) {
        health.breakers.note_delivered(flow.arm, sent_at(attempt), now);
        health.flows.note_delivered(flow, sent_at(attempt), now);
    } else if (core::culprit_of(attempt.reason) == core::culprit::subscriber) {
        health.flows.note_not_counted(flow, sent_at(attempt), now);
    }
}

void note_bound(turn& turn, core::link_id link) {
    const auto found = turn.memory.link_states.find(link);
    const bool is_bound = found != turn.memory.link_states.end() && found->second->is_bound();
    turn.memory.health.breakers.note_bound(link, is_bound, turn.now.steady_ms);
}

void watch_health(turn& turn) {
    auto& health = turn.memory.health;
    const auto now = turn.now.steady_ms;
    for (size_t left = JUDGED_MAX; left > 0; --left) {
        const auto due = health.flows.poll_due(now);
        if (!due) break;
        judge(turn, *due);
    }
    if (now - health.forgot_steady < FORGET_EACH_MS) return;
    health.forgot_steady = now;
    std::erase_if(health.arms, [&](const auto& entry) { return now - entry.second.sent_steady > IDLE_MS; });
}

}  // namespace kaskad::engine
