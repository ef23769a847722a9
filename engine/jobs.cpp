#include "engine/jobs.hpp"

#include "engine/cascade_state.hpp"
#include "engine/delivery.hpp"
#include "engine/doubt.hpp"
#include "engine/holds.hpp"

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
        return link != memory.links.end() && takes_new(link->second) && entry.second->is_bound();
    });
}

// Its queue waits for other links.
bool is_idle(const world& memory, core::link_id id, const link_state& state) {
    const auto link = memory.links.find(id);
    return !state.is_bound() || (link != memory.links.end() && is_paused(link->second));
}

bool is_all_pending(const facts::attempt& attempt) {
    return std::ranges::all_of(attempt.parts,
                               [](const facts::part& part) { return part.state == facts::part_state::pending; });
}

bool has_been_sent(const facts::attempt& attempt) {
    return std::ranges::any_of(attempt.parts, [](const facts::part& part) { return part.sent_times > 0; });
}

// Nothing of the attempt has left yet, so it may simply be another link's.
bool move_attempt(turn& turn, facts::message& draft) {
    auto decision = route(turn, draft, tried_links(draft));
    if (decision.outcome != routing::route_outcome::chosen) return false;
    const auto text = plan_text(turn.memory.links.at(decision.link), turn.memory.messages.text_of(draft.id));
    if (!text) return false;
    auto& attempt = current(draft);
    set_text(attempt, *text);
    attempt.link = decision.link;
    attempt.buy_price = decision.price;
    attempt.buy_delivered = decision.price_delivered;
    attempt.currency = decision.currency;
    attempt.price_version = decision.price_version;
    auto node = turn.memory.node;
    draft.queue_link = decision.link;
    draft.queue_sequence = ++node.last_queue_sequence;
    turn.memory.ready_links.insert(decision.link);
    const auto number = attempt.number;
    put(turn, std::move(draft), facts::fact_kind::message_queued,
        {.attempt = number, .link = decision.link, .note = "rerouted"},
        {{facts::attempt_decision{draft.id, number, std::move(decision)}}, {node}});
    return true;
}

// The link refused it for the moment and is gone now: what it has of it is nothing.
bool leave_attempt(turn& turn, facts::message& draft) {
    if (attempts_in_step(draft) >= turn.limits.attempts_max || !better_link(turn, draft)) return false;
    auto& left = current(draft);
    left.state = facts::attempt_state::rejected;
    left.reason = core::reason::link_lost;
    left.ended_utc = turn.now.utc_ms;
    const auto number = left.number;
    std::vector<facts::change> changes;
    auto node = turn.memory.node;
    if (!begin_attempt(turn, draft, node, changes)) return false;
    changes.push_back({node});
    put(turn, std::move(draft), facts::fact_kind::attempt_failed,
        {.attempt = number, .reason = core::reason::link_lost}, std::move(changes));
    return true;
}

// False: no other link takes it now, or it may be with this one's operator already.
bool move_message(turn& turn, core::message_id id) {
    auto draft = turn.memory.find(id)->value;
    const auto& attempt = current(draft);
    if (!is_all_pending(attempt)) return false;
    if (!has_been_sent(attempt)) return move_attempt(turn, draft);
    if (!attempt.possible_duplicate) return leave_attempt(turn, draft);
    const auto& klass = turn.limits.classes[static_cast<size_t>(draft.klass)];
    return klass.resend_elsewhere && resend_elsewhere(turn, draft);
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
        const bool waits = link->queue.size() > 0 && is_idle(turn.memory, id, *link);
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
