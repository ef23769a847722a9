#include "gateway/observer.hpp"

#include "engine/facts/codec.hpp"
#include "engine/retry_class.hpp"

#include <string_view>

namespace kaskad::gateway {

namespace {

std::string_view class_name(engine::retry_class action) {
    switch (action) {
        case engine::retry_class::accepted:
            return "ok";
        case engine::retry_class::throttle_link:
        case engine::retry_class::throttle_recipient:
            return "throttled";
        case engine::retry_class::same_link:
        case engine::retry_class::rebind:
            return "retry";
        case engine::retry_class::other_link:
        case engine::retry_class::final:
            return "refused";
    }
    return "refused";
}

}  // namespace

void observer::observe_link(const links::link_counts& now) {
    auto& before = seen_[now.link];
    numbers_.set_binds_bound(now.name, now.binds_bound);
    if (now.submits > before.submits) numbers_.count_submits(now.name, now.submits - before.submits);
    for (const auto& [status, count] : now.responses) {
        const auto action = class_name(engine::rule_of(status).action);
        const auto seen = before.responses[status];
        if (count > seen) numbers_.count_responses(now.name, action, count - seen);
    }
    if (now.unanswered > before.unanswered) {
        numbers_.count_responses(now.name, "none", now.unanswered - before.unanswered);
    }
    before = now;
}

void observer::observe_receipts(const engine::engine& engine, core::link_id id, const receipt_counts& counts) {
    const auto link = engine.memory().links.find(id);
    if (link == engine.memory().links.end()) return;
    auto& before = receipts_[id];
    for (size_t state = 0; state < counts.size(); ++state) {
        const auto name = facts::to_string(static_cast<facts::part_state>(state));
        if (counts[state] > before[state]) {
            numbers_.count_receipts(link->second.name, name, counts[state] - before[state]);
        }
        before[state] = counts[state];
    }
}

void observer::observe(const engine::engine& engine, const std::vector<shard_room>& rooms) {
    numbers_.set_projector_lag(projector_.lag_groups());
    for (const auto& room : rooms) {
        const auto counts = room.links->counts();
        for (const auto& link : *counts)
            observe_link(link);
    }
    for (const auto& [id, counts] : engine.counters().receipts)
        observe_receipts(engine, id, counts);
    for (const auto& [id, link] : engine.memory().links) {
        const auto state = engine.memory().link_states.find(id);
        if (state == engine.memory().link_states.end()) continue;
        for (size_t index = 0; index < core::MESSAGE_CLASS_COUNT; ++index) {
            const auto klass = static_cast<core::message_class>(index);
            numbers_.set_queue_depth(link.name, core::to_string(klass), state->second->queue.size(klass));
        }
    }
}

}  // namespace kaskad::gateway
