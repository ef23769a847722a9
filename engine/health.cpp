#include "engine/health.hpp"

#include "engine/holds.hpp"
#include "engine/route_question.hpp"
#include "routing/codes.hpp"
#include "routing/ejection.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using routing::response_outcome;

constexpr int64_t WATCH_EACH_MS = 1'000;
constexpr int64_t WINDOW_MS = 300'000;     // of attempts that are looked at together
constexpr int64_t IDLE_MS = 900'000;       // then an arm is not watched any more
constexpr double SURPRISE_MIN = -5;        // standard deviations; fewer positives are no chance
constexpr double SURPRISE_USUAL = -2;      // worse than this is not taken for usual
constexpr double USUAL_SHARE = 1.0 / 600;  // of the long run that a second's belief makes

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
    routing::network network;
    network.country = learnt.country;
    if (routing::is_mccmnc(learnt.mccmnc)) network.mccmnc = learnt.mccmnc;
    routing::network_links found;
    for (const auto& [id, link] : turn.memory.links) {
        const auto state = turn.memory.link_states.find(id);
        const bool is_bound = state != turn.memory.link_states.end() && state->second->is_bound();
        if (!takes_new(link) || !is_bound || !turn.memory.prices.serves(id, network, turn.now.utc_ms)) continue;
        ++found.usable;
        const routing::link_network arm{id, network_of(learnt)};
        if (!turn.memory.health.breakers.ask(arm, turn.now.steady_ms, 0).admits) ++found.ejected;
    }
    return found;
}

void act(turn& turn, const routing::link_network& arm, const routing::ejection_verdict& verdict,
         const routing::positives_surprise& seen) {
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
            health.breakers.note_surprise(arm, seen, turn.now.steady_ms);
            ++counts.ejected;
            return;
        case routing::ejection_action::keep:
            ++counts.kept;
            return;
    }
}

void watch(turn& turn, const routing::link_network& arm, route_health::watched& of) {
    auto& memory = turn.memory;
    const auto now = turn.now.steady_ms;
    const auto from = std::max(memory.health.breakers.judged_from_ms(arm), now - WINDOW_MS);
    const double believed = memory.estimator.estimate(of.learnt, now).mean();
    if (of.usual == 0) of.usual = believed;
    const double deviations = memory.estimator.surprise(of.learnt, of.usual, now - from, now);
    if (deviations > SURPRISE_USUAL) of.usual += USUAL_SHARE * (believed - of.usual);
    const bool has_refused = std::exchange(of.has_refused, false);
    if (deviations >= SURPRISE_MIN && !has_refused) return;
    const auto flows =
        memory.health.flows.view(arm, {.chance = of.usual, .law = &memory.estimator.law(of.learnt)}, now);
    auto verdict = routing::judge_collapse(flows, links_of(turn, of.learnt));
    // Without a collapse of the whole only refused senders are looked at.
    const bool is_collapsed = deviations < SURPRISE_MIN;
    if (!is_collapsed && verdict.action != routing::ejection_action::block_senders) return;
    if (!is_collapsed) {
        std::erase_if(verdict.senders,
                      [](const auto& each) { return each.standing != routing::flow_standing::refused; });
        if (verdict.senders.empty()) return;
    }
    act(turn, arm, verdict, {deviations, from});
}

}  // namespace

routing::link_network health_arm(core::link_id link, const facts::message& value) {
    return {link, network_of(arm_of(link, value))};
}

bool is_left_out(const turn& turn, core::link_id link, const facts::message& value, uint64_t chance_key) {
    auto& health = turn.memory.health;
    const auto arm = health_arm(link, value);
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
    if (outcome == response_outcome::taken) {
        health.flows.note_taken(flow, now);
        if (health.arms.size() >= route_health::WATCHED_MAX && !health.arms.contains(flow.arm)) return;
        auto& watched = health.arms[flow.arm];
        watched.learnt = arm_of(attempt.link, value);
        watched.sent_steady = now;
    } else if (core::culprit_of(reason) == core::culprit::sender) {
        health.flows.note_refused(flow, now);
        if (const auto watched = health.arms.find(flow.arm); watched != health.arms.end())
            watched->second.has_refused = true;
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
    if (now - health.watched_steady < WATCH_EACH_MS) return;
    health.watched_steady = now;
    std::erase_if(health.arms, [&](const auto& entry) { return now - entry.second.sent_steady > IDLE_MS; });
    for (auto& [arm, watched] : health.arms)
        watch(turn, arm, watched);
}

}  // namespace kaskad::engine
