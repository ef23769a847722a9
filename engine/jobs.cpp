#include "engine/jobs.hpp"

#include "engine/delivery.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

constexpr size_t SLICE_MESSAGES = 50;

bool is_rerouting(const world& memory, core::link_id link) {
    return std::ranges::any_of(memory.jobs, [&](const auto& entry) {
        return entry.second.kind == facts::job_kind::reroute_link && entry.second.subject == link.value;
    });
}

bool has_bound_link(const world& memory) {
    return std::ranges::any_of(memory.link_states, [&](const auto& entry) {
        const auto link = memory.links.find(entry.first);
        return link != memory.links.end() && link->second.enabled && entry.second->is_bound();
    });
}

// Nothing of the attempt has left yet, so it may simply be another link's. False: no other link takes it now.
bool move_message(turn& turn, core::message_id id) {
    auto draft = turn.memory.find(id)->value;
    const bool fresh = !has_part(current(draft), facts::part_state::accepted) && current(draft).retries == 0;
    if (!fresh || was_submitted(draft)) return false;
    std::vector<core::link_id> tried;
    for (const auto& attempt : draft.attempts)
        tried.push_back(attempt.link);
    auto decision = route(turn, draft, std::move(tried));
    if (decision.outcome != routing::route_outcome::chosen) return false;
    auto& attempt = current(draft);
    attempt.link = decision.link;
    attempt.buy_price = decision.price;
    attempt.currency = decision.currency;
    attempt.price_version = decision.price_version;
    auto node = turn.memory.node;
    draft.queue_link = decision.link;
    draft.queue_sequence = ++node.last_queue_sequence;
    turn.memory.ready_links.insert(decision.link);
    const auto number = attempt.number;
    put(turn, draft, facts::fact_kind::message_queued, {.attempt = number, .link = decision.link, .note = "rerouted"},
        {{facts::attempt_decision{id, number, std::move(decision)}}, {node}});
    return true;
}

void end_job(turn& turn, const facts::job& job) {
    turn.memory.reroute_places.erase(job.id);
    turn.emit({.kind = facts::fact_kind::job_ended, .link = {job.subject}, .changes = {{job, true}}});
}

}  // namespace

void start_reroute(turn& turn, core::link_id link) {
    if (is_rerouting(turn.memory, link)) return;
    auto node = turn.memory.node;
    const facts::job job{.id = ++node.last_job, .kind = facts::job_kind::reroute_link, .subject = link.value};
    turn.emit({.kind = facts::fact_kind::job_started, .link = link, .note = "reroute", .changes = {{job}, {node}}});
}

void watch_links(turn& turn) {
    if (!has_bound_link(turn.memory)) return;
    for (auto& [id, link] : turn.memory.link_states) {
        const bool waits = link->queue.size() > 0 && !link->is_bound();
        const bool long_enough = turn.now.steady_ms - link->unbound_since_steady >= turn.limits.failover_ms;
        if (waits && long_enough && turn.now.steady_ms >= link->reroute_again_steady) {
            link->reroute_again_steady = turn.now.steady_ms + turn.limits.failover_ms;
            start_reroute(turn, id);
        }
    }
}

bool work_job(turn& turn) {
    if (turn.memory.jobs.empty()) return false;
    auto job = turn.memory.jobs.begin()->second;
    auto& queue = turn.memory.link_at({job.subject}).queue;
    auto& place = turn.memory.reroute_places[job.id];
    for (size_t count = 0; count < SLICE_MESSAGES && !turn.is_long(); ++count) {
        const auto next = queue.next_after(place);
        if (!next) {
            end_job(turn, job);
            return true;
        }
        place = next->at;
        if (move_message(turn, next->value.message)) ++job.done;
    }
    turn.emit({.kind = facts::fact_kind::job_advanced, .link = {job.subject}, .changes = {{job}}});
    return true;
}

}  // namespace kaskad::engine
